// A real OpenID provider on loopback. The first line of input says who it is for; each further line is a command, answered by one line of output.
import { createServer } from 'node:http';
import { createInterface } from 'node:readline';
import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { Provider } from 'oidc-provider';

// Only answers belong on the output.
console.info = console.warn = console.log;
const say = (answer) => process.stdout.write(JSON.stringify(answer) + '\n');
console.log = (...words) => process.stderr.write(words.join(' ') + '\n');
console.info = console.warn = console.log;

const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
const next = async () => { const { value, done } = await lines.next(); return done ? null : JSON.parse(value); };
const { clients, people, audiences } = await next();

const newKey = (alg) => ({ ...generateKeyPairSync(alg === 'ES256' ? 'ec' : 'rsa', alg === 'ES256' ? { namedCurve: 'P-256' } : { modulusLength: 2048 }).privateKey.export({ format: 'jwk' }), alg, use: 'sig', kid: randomUUID() });
const server = createServer((request, response) => handler(request, response));
await new Promise((started) => server.listen(0, '127.0.0.1', started));
const issuer = `http://127.0.0.1:${server.address().port}`;
let fetches = 0;
let handler;

const start = () => {
  const provider = new Provider(issuer, {
    clients,
    jwks: { keys: [newKey('RS256'), newKey('ES256')] },
    cookies: { keys: ['a key of this test'] },
    scopes: ['openid', 'profile', 'email', 'groups'],
    claims: { openid: ['sub'], profile: ['name'], email: ['email', 'email_verified'], groups: ['groups'] },
    pkce: { required: () => true },
    features: {
      clientCredentials: { enabled: true },
      devInteractions: { enabled: true },
      resourceIndicators: {
        enabled: true,
        getResourceServerInfo: (ctx, resource) => ({ scope: '', audience: audiences[resource] ?? resource, accessTokenFormat: 'jwt', accessTokenTTL: 600, jwt: { sign: { alg: resource.endsWith(':es') ? 'ES256' : 'RS256' } } }),
      },
    },
    extraTokenClaims: (ctx, token) => people[token.clientId] ?? {},
    findAccount: (ctx, id) => people[id] && { accountId: id, claims: () => ({ sub: id, ...people[id] }) },
  });
  const callback = provider.callback();
  handler = (request, response) => { if (request.url.startsWith('/jwks')) fetches++; callback(request, response); };
};

start();
say({ issuer });
for (let command = await next(); command; command = await next()) {
  if (command.rotate) start();
  say({ fetches });
}

process.exit(0);
