// Runs calls with the official SDK for Bedrock's runtime and tells what came of each: calls in on the first line of standard input, results out.
// The SDK speaks HTTP/2 with prior knowledge to an http address.
import { createInterface } from 'node:readline';
import * as bedrock from '@aws-sdk/client-bedrock-runtime';

async function run({ does, key, args }, endpoint) {
  const told = { value: null, chunks: [], callId: null, error: null };
  const client = new bedrock.BedrockRuntimeClient({
    endpoint,
    region: 'us-east-1',
    token: { token: key },
    authSchemePreference: ['httpBearerAuth'],
    maxAttempts: 1,
  });
  client.middlewareStack.add(
    (next) => async (request) => {
      const answer = await next(request);
      told.callId = answer.response.headers['x-penstock-call-id'] ?? null;
      return answer;
    },
    { step: 'deserialize', priority: 'low' },
  );
  try {
    told.value = (await operations[does](client, args, told)) ?? null;
  } catch (error) {
    told.error = {
      name: error.name,
      isServiceError: error instanceof bedrock.BedrockRuntimeServiceException,
      message: error.message,
      status: error.$metadata?.httpStatusCode ?? null,
    };
  } finally {
    client.destroy();
  }
  return told;
}

const operations = {
  converse: (client, args) => client.send(new bedrock.ConverseCommand(bytes(args))),
  'converse.stream': async (client, args, told) => {
    const answer = await client.send(new bedrock.ConverseStreamCommand(bytes(args)));
    for await (const event of answer.stream) {
      told.chunks.push(event);
    }
  },
  invoke: async (client, { modelId, body }) => {
    const answer = await client.send(new bedrock.InvokeModelCommand({ modelId, contentType: 'application/json', accept: 'application/json', body: JSON.stringify(body) }));
    return JSON.parse(new TextDecoder().decode(answer.body));
  },
  'invoke.stream': async (client, { modelId, body }, told) => {
    const answer = await client.send(new bedrock.InvokeModelWithResponseStreamCommand({ modelId, contentType: 'application/json', body: JSON.stringify(body) }));
    for await (const event of answer.body) {
      told.chunks.push(JSON.parse(new TextDecoder().decode(event.chunk.bytes)));
    }
  },
};

// Bytes come as base64 in the test's JSON.
function bytes(value) {
  if (Array.isArray(value)) {
    return value.map(bytes);
  }
  if (value === null || typeof value !== 'object') {
    return value;
  }
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, name === 'bytes' ? Buffer.from(inner, 'base64') : bytes(inner)]));
}

const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
const { endpoint, calls } = JSON.parse((await lines.next()).value);
const results = [];
for (const call of calls) {
  results.push(await run(call, endpoint));
}
process.stdout.write(JSON.stringify(results));
