// Makes prices.json of the npm package @pydantic/genai-prices (MIT, see genai-prices.LICENSE):
//   npm pack @pydantic/genai-prices@0.1.8 && tar xzf pydantic-genai-prices-*.tgz
//   node src/Penstock/Gateways/Prices/build.mjs package > src/Penstock/Gateways/Prices/prices.json
// One provider or model a line, so that a change of a price is a line of the diff. What nobody computes with (comments, addresses) is left out.
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

const folder = resolve(process.argv[2]);
const require = createRequire(import.meta.url);
const { name, version } = JSON.parse(readFileSync(`${folder}/package.json`, 'utf8'));
const providers = await require(`${folder}/dist/index.cjs`).waitForUpdate();

// A price as a decimal text: the shortest text of its double is what its author wrote.
const decimal = value => {
  const [digits, exponent = '0'] = String(value).split('e-');
  if (exponent === '0') return digits;
  const [whole, rest = ''] = digits.split('.');
  return '0.' + (whole + rest).padStart(Number(exponent) + rest.length, '0');
};
const rate = price => typeof price === 'number' ? decimal(price)
  : [decimal(price.base), ...price.tiers.toSorted((a, b) => a.start - b.start).map(tier => ({ over: tier.start, price: decimal(tier.price) }))];
const rates = prices => Object.fromEntries(Object.entries(prices).map(([key, price]) => [key, rate(price)]));
const dated = prices => (Array.isArray(prices) ? prices : [{ prices }]).map(({ constraint, prices }) => ({
  ...(constraint?.start_date && { from: constraint.start_date }),
  ...(constraint?.start_time && { daily: [constraint.start_time, constraint.end_time] }),
  rates: rates(prices),
}));
const model = ({ id, match, deprecated, context_window, prices }) => ({
  id, ...(deprecated && { deprecated }), ...(context_window && { context_window }), match, prices: dated(prices),
});
const extractor = ({ api_flavor, root, model_path, mappings }) => ({
  dialect: api_flavor, root: [root].flat(), model: [model_path].flat(),
  mappings: mappings.map(({ path, dest, required }) => ({ path: [path].flat(), to: dest, ...(required && { required }) })),
});

const lines = [`{"source":${JSON.stringify(`${name.split('/')[1]}@${version}`)},"currency":"USD","providers":[`];
providers.forEach((provider, at) => {
  const { id, name, api_pattern, provider_match, model_match, fallback_model_providers, extractors = [], models } = provider;
  const head = JSON.stringify({ id, name, api_pattern, provider_match, model_match, fallback: fallback_model_providers, extractors: extractors.map(extractor) });
  lines.push(`${head.slice(0, -1)},"models":[`, models.map(entry => JSON.stringify(model(entry))).join(',\n'), at + 1 < providers.length ? ']},' : ']}]}');
});
console.log(lines.join('\n'));
