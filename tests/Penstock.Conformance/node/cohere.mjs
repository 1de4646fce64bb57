// Runs calls with the official Cohere SDK and tells what came of each: a list of calls in on the first line of standard input,
// a list of results out.
import { createInterface } from 'node:readline';
import { CohereClientV2, CohereError, CohereTimeoutError } from 'cohere-ai';

const operations = {
  chat: (client, args) => client.chat(args),
  'chat.stream': async (client, args, told) => {
    for await (const event of await client.chatStream(args)) {
      told.chunks.push(event);
    }
  },
  embed: (client, args) => client.embed(args),
  rerank: (client, args) => client.rerank(args),
};

const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
const { baseURL, calls } = JSON.parse((await lines.next()).value);
const results = [];
for (const { does, key, args } of calls) {
  const told = { value: null, chunks: [], callId: null, leftAt: null, error: null };
  const client = new CohereClientV2({ environment: baseURL, token: key, maxRetries: 0, timeoutInSeconds: 20 });
  try {
    told.value = (await operations[does](client, args, told)) ?? null;
  } catch (error) {
    told.error = { name: error.constructor.name, isApiError: error instanceof CohereError || error instanceof CohereTimeoutError, message: error.body?.message ?? error.message, status: error.statusCode ?? null, code: error.body?.code ?? null };
  }
  results.push(told);
}
process.stdout.write(JSON.stringify(results));
process.exit(0);
