// Asks each official SDK the same six things and tells what each says, in one form: which SDK and a list of cells in on the first line of
// standard input, a list of what came of them out.
import { createInterface } from 'node:readline';

const toolNames = ['get_current_weather', 'get_weather', 'get_time', 'secret_retrieval_tool'];
const parameters = { type: 'object', properties: { location: { type: 'string' }, password: { type: 'string' } } };
const numbers = ['integer_a', 'integer_b', 'answer'];
const schema = { type: 'object', properties: Object.fromEntries(numbers.map((name) => [name, { type: 'integer' }])), required: numbers, additionalProperties: false };
const picture = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==';
const dataUrl = `data:image/png;base64,${picture}`;

// Members that are there only when the cell is of that feature.
const only = (condition, members) => (condition ? members : {});
const functions = toolNames.map((name) => ({ type: 'function', function: { name, description: 'd', parameters } }));
const told = (text, calls, finish, output) => ({ text: text ?? '', calls: calls ?? [], finish: finish ?? null, output: output ?? null });
const call = (name, input) => ({ name, input: typeof input === 'string' ? input : JSON.stringify(input) });

async function openai({ base, key }) {
  const { default: OpenAI } = await import('openai');
  return new OpenAI({ baseURL: `${base}v1`, apiKey: key, maxRetries: 0, timeout: 20_000 });
}

async function openaiChat(server) {
  const client = await openai(server);
  return async ({ model, feature, stream, mark }) => {
    const content = feature === 'image' ? [{ type: 'text', text: mark }, { type: 'image_url', image_url: { url: dataUrl } }] : mark;
    const args = {
      model,
      messages: [{ role: 'user', content }],
      ...only(feature === 'tools', { tools: functions }),
      ...only(feature === 'structured', { response_format: { type: 'json_schema', json_schema: { name: 'sum', schema, strict: true } } }),
    };
    const answer = stream
      ? await client.chat.completions.stream({ ...args, stream_options: { include_usage: true } }).finalChatCompletion()
      : await client.chat.completions.create(args);
    const { message, finish_reason } = answer.choices[0];
    return told(message.content, message.tool_calls?.map((one) => call(one.function.name, one.function.arguments)), finish_reason, answer.usage?.completion_tokens);
  };
}

async function openaiResponses(server) {
  const client = await openai(server);
  return async ({ model, feature, stream, mark }) => {
    const args = {
      model,
      input: feature === 'image' ? [{ role: 'user', content: [{ type: 'input_text', text: mark }, { type: 'input_image', image_url: dataUrl, detail: 'auto' }] }] : mark,
      ...only(feature === 'tools', { tools: functions.map((one) => ({ type: 'function', strict: false, ...one.function })) }),
      ...only(feature === 'structured', { text: { format: { type: 'json_schema', name: 'sum', schema, strict: true } } }),
    };
    const answer = stream ? await client.responses.stream(args).finalResponse() : await client.responses.create(args);
    const text = answer.output.flatMap((item) => item.content ?? []).map((part) => part.text ?? '').join('');
    const calls = answer.output.filter((item) => item.type === 'function_call').map((item) => call(item.name, item.arguments));
    return told(text, calls, answer.status, answer.usage?.output_tokens);
  };
}

async function anthropic({ base, key }) {
  const { default: Anthropic } = await import('@anthropic-ai/sdk');
  const client = new Anthropic({ baseURL: base.slice(0, -1), apiKey: key, maxRetries: 0, timeout: 20_000 });
  return async ({ model, feature, stream, mark }) => {
    const content = feature === 'image' ? [{ type: 'text', text: mark }, { type: 'image', source: { type: 'base64', media_type: 'image/png', data: picture } }] : mark;
    const args = {
      model,
      max_tokens: 512,
      messages: [{ role: 'user', content }],
      ...only(feature === 'tools', { tools: toolNames.map((name) => ({ name, description: 'd', input_schema: parameters })) }),
      ...only(feature === 'structured', { output_config: { format: { type: 'json_schema', schema } } }),
    };
    const answer = stream ? await client.messages.stream(args).finalMessage() : await client.messages.create(args);
    return told(
      answer.content.filter((block) => block.type === 'text').map((block) => block.text).join(''),
      answer.content.filter((block) => block.type === 'tool_use').map((block) => call(block.name, block.input)),
      answer.stop_reason,
      answer.usage.output_tokens,
    );
  };
}

async function google({ base, key }) {
  const { GoogleGenAI } = await import('@google/genai');
  const client = new GoogleGenAI({ apiKey: key, httpOptions: { baseUrl: base, timeout: 20_000 } });
  return async ({ model, feature, stream, mark }) => {
    const args = {
      model,
      contents: [{ role: 'user', parts: [{ text: mark }, ...(feature === 'image' ? [{ inlineData: { mimeType: 'image/png', data: picture } }] : [])] }],
      config: {
        ...only(feature === 'tools', { tools: [{ functionDeclarations: toolNames.map((name) => ({ name, description: 'd', parametersJsonSchema: parameters })) }] }),
        ...only(feature === 'structured', { responseMimeType: 'application/json', responseJsonSchema: schema }),
      },
    };
    const chunks = [];
    if (stream) {
      for await (const chunk of await client.models.generateContentStream(args)) {
        chunks.push(chunk);
      }
    } else {
      chunks.push(await client.models.generateContent(args));
    }
    const parts = chunks.flatMap((chunk) => chunk.candidates?.[0]?.content?.parts ?? []);
    const { usageMetadata: usage } = chunks.at(-1);
    return told(
      parts.filter((part) => part.text && !part.thought).map((part) => part.text).join(''),
      parts.filter((part) => part.functionCall).map((part) => call(part.functionCall.name, part.functionCall.args)),
      chunks.at(-1).candidates?.[0]?.finishReason,
      (usage?.candidatesTokenCount ?? 0) + (usage?.thoughtsTokenCount ?? 0),
    );
  };
}

async function bedrock({ base, key }) {
  const { BedrockRuntimeClient, ConverseCommand, ConverseStreamCommand } = await import('@aws-sdk/client-bedrock-runtime');
  const client = new BedrockRuntimeClient({ endpoint: base, region: 'us-east-1', token: { token: key }, authSchemePreference: ['httpBearerAuth'], maxAttempts: 1 });
  return async ({ model, feature, stream, mark }) => {
    const args = {
      modelId: model,
      messages: [{ role: 'user', content: [{ text: mark }, ...(feature === 'image' ? [{ image: { format: 'png', source: { bytes: Buffer.from(picture, 'base64') } } }] : [])] }],
      ...only(feature === 'tools', { toolConfig: { tools: toolNames.map((name) => ({ toolSpec: { name, description: 'd', inputSchema: { json: parameters } } })) } }),
      ...only(feature === 'structured', { outputConfig: { textFormat: { type: 'json_schema', structure: { jsonSchema: { name: 'sum', schema: JSON.stringify(schema) } } } } }),
    };
    if (!stream) {
      const answer = await client.send(new ConverseCommand(args));
      const blocks = answer.output.message.content;
      return told(
        blocks.map((block) => block.text ?? '').join(''),
        blocks.filter((block) => block.toolUse).map((block) => call(block.toolUse.name, block.toolUse.input)),
        answer.stopReason,
        answer.usage.outputTokens,
      );
    }
    let [text, finish, output] = ['', null, null];
    const calls = [];
    for await (const event of (await client.send(new ConverseStreamCommand(args))).stream) {
      const { start, delta } = event.contentBlockStart ?? event.contentBlockDelta ?? {};
      if (start?.toolUse) {
        calls.push(call(start.toolUse.name, ''));
      }
      text += delta?.text ?? '';
      if (delta?.toolUse) {
        calls.at(-1).input += delta.toolUse.input;
      }
      finish = event.messageStop?.stopReason ?? finish;
      output = event.metadata?.usage?.outputTokens ?? output;
    }
    return told(text, calls, finish, output);
  };
}

async function cohere({ base, key }) {
  const { CohereClientV2 } = await import('cohere-ai');
  const client = new CohereClientV2({ environment: `${base}cohere`, token: key, maxRetries: 0, timeoutInSeconds: 20 });
  return async ({ model, feature, stream, mark }) => {
    const args = {
      model,
      messages: [{ role: 'user', content: feature === 'image' ? [{ type: 'text', text: mark }, { type: 'image_url', imageUrl: { url: dataUrl } }] : mark }],
      ...only(feature === 'tools', { tools: functions }),
      ...only(feature === 'structured', { responseFormat: { type: 'json_object', jsonSchema: schema } }),
    };
    const tokens = (usage) => usage?.tokens?.outputTokens ?? usage?.billedUnits?.outputTokens;
    if (!stream) {
      const { message, finishReason, usage } = await client.chat(args);
      const calls = message.toolCalls?.map((one) => call(one.function.name, one.function.arguments));
      return told((message.content ?? []).map((part) => part.text ?? '').join(''), calls, finishReason, tokens(usage));
    }
    let [text, finish, output] = ['', null, null];
    const calls = [];
    for await (const event of await client.chatStream(args)) {
      const message = event.delta?.message;
      text += event.type === 'content-delta' ? (message.content?.text ?? '') : '';
      if (event.type === 'tool-call-start') {
        calls.push(call(message.toolCalls.function.name, message.toolCalls.function.arguments ?? ''));
      } else if (event.type === 'tool-call-delta') {
        calls.at(-1).input += message.toolCalls.function.arguments;
      } else if (event.type === 'message-end') {
        [finish, output] = [event.delta.finishReason, tokens(event.delta.usage)];
      }
    }
    return told(text, calls, finish, output);
  };
}

async function mistral({ base, key }) {
  const { Mistral } = await import('@mistralai/mistralai');
  const client = new Mistral({ serverURL: base.slice(0, -1), apiKey: key, retryConfig: { strategy: 'none' }, timeoutMs: 20_000 });
  return async ({ model, feature, stream, mark }) => {
    const args = {
      model,
      messages: [{ role: 'user', content: feature === 'image' ? [{ type: 'text', text: mark }, { type: 'image_url', imageUrl: dataUrl }] : mark }],
      ...only(feature === 'tools', { tools: functions }),
      ...only(feature === 'structured', { responseFormat: { type: 'json_schema', jsonSchema: { name: 'sum', schemaDefinition: schema, strict: true } } }),
    };
    if (!stream) {
      const { choices, usage } = await client.chat.complete(args);
      const calls = choices[0].message.toolCalls?.map((one) => call(one.function.name, one.function.arguments));
      return told(choices[0].message.content, calls, choices[0].finishReason, usage.completionTokens);
    }
    let [text, finish, output] = ['', null, null];
    const calls = new Map();
    for await (const { data } of await client.chat.stream(args)) {
      for (const { delta, finishReason } of data.choices) {
        text += delta.content ?? '';
        for (const one of delta.toolCalls ?? []) {
          const known = calls.get(one.index);
          calls.set(one.index, known ? call(known.name, known.input + one.function.arguments) : call(one.function.name, one.function.arguments));
        }
        finish = finishReason ?? finish;
      }
      output = data.usage?.completionTokens ?? output;
    }
    return told(text, [...calls.values()], finish, output);
  };
}

// Vercel's SDK: one program for all of its providers.
const vercel = (provider) => async (server) => {
  const { generateText, streamText, tool, jsonSchema, Output, NoObjectGeneratedError } = await import('ai');
  const languageModel = await provider(server);
  const tools = Object.fromEntries(toolNames.map((name) => [name, tool({ description: 'd', inputSchema: jsonSchema(parameters) })]));
  return async ({ model, feature, stream, mark }) => {
    const content = [{ type: 'text', text: mark }, ...(feature === 'image' ? [{ type: 'image', image: picture, mediaType: 'image/png' }] : [])];
    const args = {
      model: languageModel(model),
      maxRetries: 0,
      messages: [{ role: 'user', content }],
      // Without it the SDK judges by the model's name whether a model has schemas.
      providerOptions: { anthropic: { structuredOutputMode: 'outputFormat' } },
      ...only(feature === 'tools', { tools }),
      ...only(feature === 'structured', { output: Output.object({ schema: jsonSchema(schema) }) }),
    };
    let raised = null;
    try {
      const answer = stream ? streamText({ ...args, onError: ({ error }) => { raised = error; } }) : await generateText(args);
      const [text, calls, finish, usage] = await Promise.all([answer.text, answer.toolCalls, answer.finishReason, answer.totalUsage]);
      if (feature === 'structured') {
        void answer.output;
      }
      return told(text, calls.map((one) => call(one.toolName, one.input)), finish, usage.outputTokens);
    } catch (error) {
      if (feature === 'structured' && NoObjectGeneratedError.isInstance(error)) {
        // The recorded answer is no JSON: the SDK has read it, and says so.
        return told(error.text, [], error.finishReason, error.usage?.outputTokens);
      }
      throw raised ?? error;
    }
  };
};

const langchain = (chatModel) => async (server) => {
  const make = await chatModel(server);
  return async ({ model, feature, stream, mark }) => {
    const { HumanMessage } = await import('@langchain/core/messages');
    const content = feature === 'image' ? [{ type: 'text', text: mark }, { type: 'image_url', image_url: { url: dataUrl } }] : mark;
    const plain = make(model);
    const runnable = feature === 'tools' ? plain.bindTools(functions)
      : feature === 'structured' ? plain.withStructuredOutput({ title: 'sum', ...schema }, { name: 'sum', method: 'jsonSchema', includeRaw: true })
      : plain;
    let answer = null;
    if (stream) {
      for await (const chunk of await runnable.stream([new HumanMessage({ content })])) {
        // Beside the pieces, a structured stream gives what it has read of them.
        const piece = feature === 'structured' ? chunk.raw : chunk;
        answer = answer && piece ? answer.concat(piece) : (piece ?? answer);
      }
    } else {
      answer = await runnable.invoke([new HumanMessage({ content })]);
    }
    answer = answer.raw ?? answer;
    const text = typeof answer.content === 'string' ? answer.content : answer.content.map((part) => (part.type === 'text' ? part.text : '')).join('');
    const said = answer.response_metadata ?? {};
    const finish = said.finish_reason ?? said.finishReason ?? said.stop_reason ?? said.status ?? answer.additional_kwargs?.stop_reason;
    return told(text, answer.tool_calls?.map((one) => call(one.name, one.args)), finish, answer.usage_metadata?.output_tokens);
  };
};

const sdks = {
  'openai (chat)': openaiChat,
  'openai (responses)': openaiResponses,
  '@anthropic-ai/sdk': anthropic,
  '@google/genai': google,
  '@aws-sdk/client-bedrock-runtime': bedrock,
  'cohere-ai': cohere,
  '@mistralai/mistralai': mistral,
  'ai with @ai-sdk/openai (chat)': vercel(async ({ base, key }) => (await import('@ai-sdk/openai')).createOpenAI({ baseURL: `${base}v1`, apiKey: key }).chat),
  'ai with @ai-sdk/openai (responses)': vercel(async ({ base, key }) => (await import('@ai-sdk/openai')).createOpenAI({ baseURL: `${base}v1`, apiKey: key }).responses),
  'ai with @ai-sdk/anthropic': vercel(async ({ base, key }) => (await import('@ai-sdk/anthropic')).createAnthropic({ baseURL: `${base}v1`, apiKey: key })),
  'ai with @ai-sdk/google': vercel(async ({ base, key }) => (await import('@ai-sdk/google')).createGoogleGenerativeAI({ baseURL: `${base}v1beta`, apiKey: key })),
  'ai with @ai-sdk/amazon-bedrock': vercel(async ({ base, key }) => (await import('@ai-sdk/amazon-bedrock')).createAmazonBedrock({ baseURL: base.slice(0, -1), apiKey: key, region: 'us-east-1' })),
  'ai with @ai-sdk/cohere': vercel(async ({ base, key }) => (await import('@ai-sdk/cohere')).createCohere({ baseURL: `${base}cohere/v2`, apiKey: key })),
  'ai with @ai-sdk/mistral': vercel(async ({ base, key }) => (await import('@ai-sdk/mistral')).createMistral({ baseURL: `${base}v1`, apiKey: key })),
  '@langchain/openai (chat)': langchain(async ({ base, key }) => {
    const { ChatOpenAI } = await import('@langchain/openai');
    return (model) => new ChatOpenAI({ model, apiKey: key, maxRetries: 0, useResponsesApi: false, configuration: { baseURL: `${base}v1` } });
  }),
  '@langchain/openai (responses)': langchain(async ({ base, key }) => {
    const { ChatOpenAI } = await import('@langchain/openai');
    return (model) => new ChatOpenAI({ model, apiKey: key, maxRetries: 0, useResponsesApi: true, configuration: { baseURL: `${base}v1` } });
  }),
  '@langchain/anthropic': langchain(async ({ base, key }) => {
    const { ChatAnthropic } = await import('@langchain/anthropic');
    return (model) => new ChatAnthropic({ model, apiKey: key, maxRetries: 0, maxTokens: 512, anthropicApiUrl: base.slice(0, -1) });
  }),
  '@langchain/google-genai': langchain(async ({ base, key }) => {
    const { ChatGoogleGenerativeAI } = await import('@langchain/google-genai');
    // The SDK sends pictures only to models whose names it knows.
    return (model) => new ChatGoogleGenerativeAI({ model: `gemini-2.5-${model}`, apiKey: key, maxRetries: 0, baseUrl: base.slice(0, -1) });
  }),
};

const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
const { base, key, sdk, cells } = JSON.parse((await lines.next()).value);
// What the SDKs warn about is not for the tests to read.
console.log = console.warn = console.error = () => {};
globalThis.AI_SDK_LOG_WARNINGS = false;
const run = await sdks[sdk]({ base, key });
const results = [];
for (const cell of cells) {
  try {
    results.push({ ...(await run(cell)), error: null });
  } catch (error) {
    const status = error.status ?? error.statusCode ?? error.$metadata?.httpStatusCode ?? null;
    const name = ['Error', undefined].includes(error.name) ? error.constructor.name : error.name;
    results.push({ ...told(), error: { name: error.constructor.name === '_a' || error.constructor.name.startsWith('_') ? name : error.constructor.name, status, message: String(error.body?.message ?? error.message) } });
  }
}
process.stdout.write(JSON.stringify(results), () => process.exit(0));
