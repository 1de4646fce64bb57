// Counts the tokens of texts with npm gpt-tokenizer: {texts} in on the first line of standard input, the counts for both encodings out.
import { createInterface } from 'node:readline';
import { encode as newer } from 'gpt-tokenizer/encoding/o200k_base';
import { encode as older } from 'gpt-tokenizer/encoding/cl100k_base';

const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
const { texts } = JSON.parse((await lines.next()).value);
const plain = { disallowedSpecial: new Set() };
process.stdout.write(JSON.stringify({ newer: texts.map((text) => newer(text, plain).length), older: texts.map((text) => older(text, plain).length) }));
process.exit(0);
