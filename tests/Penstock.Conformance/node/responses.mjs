// Runs calls of responses with the official OpenAI SDK and tells what came of each: a list of calls in, a list of results out.
import { createInterface } from 'node:readline';
import OpenAI from 'openai';

const operations = {
  create: (client, args) => client.responses.create(args),
  parse: (client, args) => client.responses.parse(args),
  // The SDK's own accumulator: it raises where events do not fit together.
  final: (client, args) => client.responses.stream(args).finalResponse(),
  retrieve: (client, { id }) => client.responses.retrieve(id),
  items: async (client, { id }) => {
    const items = [];
    for await (const item of client.responses.inputItems.list(id, { order: 'asc', limit: 2 })) {
      items.push(item);
    }
    return items;
  },
  delete: async (client, { id }) => {
    await client.responses.delete(id);
    return id;
  },
  events: async (client, args, told) => {
    for await (const event of await client.responses.create({ ...args, stream: true })) {
      told.chunks.push(event);
    }
    return null;
  },
  // One after the other, the second following the first.
  follow: async (client, { first, second }) => {
    const before = await client.responses.create(first);
    const after = await client.responses.create({ ...second, previous_response_id: before.id });
    return { before, after };
  },
};

const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
const { baseURL, calls } = JSON.parse((await lines.next()).value);
const results = [];
for (const { does, key, args, mark } of calls) {
  const told = { value: null, chunks: [], callId: null, leftAt: null, error: null };
  const client = new OpenAI({
    baseURL,
    apiKey: key,
    maxRetries: 0,
    timeout: 20_000,
    defaultHeaders: { 'idempotency-key': mark },
    fetch: async (url, init) => {
      const response = await fetch(url, init);
      told.callId = response.headers.get('x-penstock-call-id') ?? told.callId;
      return response;
    },
  });
  try {
    told.value = (await operations[does](client, args, told)) ?? null;
  } catch (error) {
    told.error = {
      name: error.constructor.name,
      isApiError: error instanceof OpenAI.APIError,
      message: error.message,
      status: error.status ?? null,
      code: error.code ?? null,
      type: error.type ?? null,
      retryAfter: error.headers?.get?.('retry-after') ?? null,
    };
  }
  results.push(told);
}
process.stdout.write(JSON.stringify(results));
