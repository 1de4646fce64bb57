// Runs calls with the official Mistral SDK and tells what came of each: a list of calls in on the first line of standard input,
// a list of results out.
import { createInterface } from 'node:readline';
import { Mistral } from '@mistralai/mistralai';

const operations = {
  chat: (client, args) => client.chat.complete(args),
  'chat.stream': async (client, args, told) => {
    for await (const event of await client.chat.stream(args)) {
      told.chunks.push(event.data);
    }
  },
  embed: (client, args) => client.embeddings.create(args),
};

const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
const { baseURL, calls } = JSON.parse((await lines.next()).value);
const results = [];
for (const { does, key, args } of calls) {
  const told = { value: null, chunks: [], callId: null, leftAt: null, error: null };
  const client = new Mistral({ serverURL: baseURL, apiKey: key, retryConfig: { strategy: 'none' }, timeoutMs: 20_000 });
  try {
    told.value = (await operations[does](client, args, told)) ?? null;
  } catch (error) {
    told.error = { name: error.constructor.name, isApiError: typeof error.statusCode === 'number', message: error.body ?? error.message, status: error.statusCode ?? null, code: null };
  }
  results.push(told);
}
process.stdout.write(JSON.stringify(results));
process.exit(0);
