// Runs calls with the official OpenAI SDK and tells what came of each: a list of calls in on the first line of standard input,
// a list of results out. A call that is to be given up is given up at the next line.
import { createInterface } from 'node:readline';
import OpenAI from 'openai';

async function run({ does, key, mark, args, leaveAfter }, baseURL) {
  // The fields that a test may ask for, filled in while the call runs.
  const told = { value: null, chunks: [], callId: null, leftAt: null, error: null };
  const client = new OpenAI({
    baseURL,
    apiKey: key,
    maxRetries: 0,
    timeout: 20_000,
    defaultHeaders: { 'idempotency-key': mark },
    fetch: async (url, init) => {
      const response = await fetch(url, init);
      told.callId = response.headers.get('x-penstock-call-id');
      return response;
    },
  });
  try {
    told.value = (await operations[does](client, args, told, leaveAfter)) ?? null;
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
  return told;
}

const operations = {
  'models.list': async (client) => {
    const ids = [];
    for await (const model of client.models.list()) {
      ids.push(model.id);
    }
    return ids;
  },
  'models.retrieve': (client, { model }) => client.models.retrieve(model),
  chat: (client, args) => client.chat.completions.create(args),
  'chat.chunks': (client, args, told) => collect(client.chat.completions.create({ ...args, stream: true }), told),
  // The SDK's own accumulator: it refuses a stream without a finish reason.
  'chat.final': (client, args) => client.chat.completions.stream(args).finalChatCompletion(),
  'chat.parse': (client, args) => client.chat.completions.parse(args),
  completions: (client, args) => client.completions.create(args),
  'completions.chunks': (client, args, told) => collect(client.completions.create({ ...args, stream: true }), told),
  embeddings: (client, args) => client.embeddings.create(args),
  'chat.leave': async (client, args, told, leaveAfter) => {
    const stream = await client.chat.completions.create({ ...args, stream: true });
    for await (const chunk of stream) {
      told.chunks.push(chunk);
      if (told.chunks.length === leaveAfter) {
        told.leftAt = Date.now();
        stream.controller.abort();
      }
    }
  },
  'chat.abandon': (client, args, told) => {
    const controller = new AbortController();
    lines.next().then(() => {
      told.leftAt = Date.now();
      controller.abort();
    });
    return client.chat.completions.create(args, { signal: controller.signal });
  },
};

async function collect(call, told) {
  for await (const chunk of await call) {
    told.chunks.push(chunk);
  }
}

const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
const { baseURL, calls } = JSON.parse((await lines.next()).value);
const results = [];
for (const call of calls) {
  results.push(await run(call, baseURL));
}
process.stdout.write(JSON.stringify(results));
