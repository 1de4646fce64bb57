// Runs calls with Google's SDK and tells what came of each: what to call and a list of calls in on the first line of standard input,
// a list of results out.
import { createInterface } from 'node:readline';
import { GoogleGenAI, ApiError } from '@google/genai';

const plain = (answer) => ({ text: answer.text ?? null, functionCalls: answer.functionCalls ?? null, ...JSON.parse(JSON.stringify(answer)), sdkHttpResponse: undefined });

const operations = {
  generate: async (client, args) => plain(await client.models.generateContent(args)),
  stream: async (client, args, told) => {
    for await (const chunk of await client.models.generateContentStream(args)) {
      told.chunks.push(plain(chunk));
    }
  },
  // A chat keeps the model's contents, signatures and all, and sends them back.
  chat: async (client, { messages, ...args }) => {
    const chat = client.chats.create(args);
    const answers = [];
    for (const message of messages) {
      answers.push(plain(await chat.sendMessage({ message })));
    }
    return answers;
  },
  count: (client, args) => client.models.countTokens(args),
  embed: (client, args) => client.models.embedContent(args),
  list: async (client) => {
    const names = [];
    for await (const model of await client.models.list()) {
      names.push(model.name);
    }
    return names;
  },
  get: (client, args) => client.models.get(args),
};

const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
const { baseUrl, key, calls } = JSON.parse((await lines.next()).value);
const results = [];
for (const { does, args, wrongKey } of calls) {
  const client = new GoogleGenAI({ apiKey: wrongKey ?? key, httpOptions: { baseUrl, timeout: 20_000 } });
  const told = { value: null, chunks: [], error: null };
  try {
    told.value = (await operations[does](client, args, told)) ?? null;
  } catch (error) {
    told.error = { name: error.constructor.name, isApiError: error instanceof ApiError, status: error.status ?? null, message: error.message };
  }
  results.push(told);
}
process.stdout.write(JSON.stringify(results));
