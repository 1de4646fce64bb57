// Runs calls with the official Anthropic SDK and tells what came of each: a list of calls in on the first line of standard input,
// a list of results out.
import { createInterface } from 'node:readline';
import Anthropic from '@anthropic-ai/sdk';

const operations = {
  create: (client, args) => client.messages.create(args),
  events: async (client, args, told) => {
    for await (const event of await client.messages.create({ ...args, stream: true })) {
      told.events.push(event);
    }
  },
  // The SDK's own accumulator.
  final: (client, args) => client.messages.stream(args).finalMessage(),
  count: (client, args) => client.messages.countTokens(args),
  models: async (client) => {
    const ids = [];
    for await (const model of client.models.list({ limit: 3 })) {
      ids.push(model.id);
    }
    return ids;
  },
  model: (client, { id }) => client.models.retrieve(id),
};

async function run({ does, args }, baseURL, key) {
  const told = { value: null, events: [], error: null };
  const client = new Anthropic({ baseURL, apiKey: key, maxRetries: 0, timeout: 20_000 });
  try {
    told.value = (await operations[does](client, args, told)) ?? null;
  } catch (error) {
    told.error = {
      name: error.constructor.name,
      isApiError: error instanceof Anthropic.APIError,
      message: error.message,
      status: error.status ?? null,
      type: error.type ?? null,
      retryAfter: error.headers?.get?.('retry-after') ?? null,
    };
  }
  return told;
}

const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
const { baseURL, key, calls } = JSON.parse((await lines.next()).value);
const results = [];
for (const call of calls) {
  results.push(await run(call, baseURL, key));
}
process.stdout.write(JSON.stringify(results));
