// A partner's provider. Standard input brings one JSON object a line, { keys, clients, people }: the private keys that
// it has from then on, further clients, and people who can sign in: by what they enter as login, their name and the
// claims of their access tokens. It says "ready" when it serves them. Its address stays: a rotation is seen by nobody
// but its callers.
import { createServer } from "node:http";
import { createInterface } from "node:readline";
import { X509Certificate } from "node:crypto";
import { Provider, errors } from "oidc-provider";

// Standard output is for "ready" alone.
console.info = console.error;
const [issuer, hub] = process.argv.slice(2);
const client = (algorithm, more) => ({
  client_id: algorithm,
  client_secret: `secret-of-${algorithm}`,
  grant_types: ["client_credentials"],
  redirect_uris: [],
  response_types: [],
  id_token_signed_response_alg: algorithm,
  ...more,
});
const scopes = "ortaq:class:PERSON ortaq:class:JUSTICE ortaq:purpose:CASE_WORK";

let people, seconds;
function made(keys, further) {
  const algorithms = ["EdDSA", "ES256", "RS256"].filter((name) =>
    keys.some((key) => ({ OKP: "EdDSA", EC: "ES256", RSA: "RS256" })[key.kty] === name));
  const clients = algorithms.map((name) => client(name, {}));
  clients.push(client(algorithms[0], { client_id: "bound", tls_client_certificate_bound_access_tokens: true }));
  return new Provider(issuer, {
    clients: [...clients, ...further],
    findAccount: (ctx, id) => (people[id] ? {
      accountId: id,
      claims: () => ({ sub: id, name: people[id].name }),
    } : undefined),
    conformIdTokenClaims: false,
    issueRefreshToken: (ctx, asking) => asking.grantTypeAllowed("refresh_token"),
    jwks: { keys },
    cookies: { keys: ["cookie"] },
    scopes: [...scopes.split(" "), "openid", "profile", "offline_access"],
    claims: { openid: ["sub"], profile: ["name"] },
    enabledJWA: { idTokenSigningAlgValues: algorithms },
    clientDefaults: { id_token_signed_response_alg: algorithms[0] },
    extraTokenClaims: (ctx, token) => people[token.accountId]?.claims ?? ({
      ortaq_role: "education", ortaq_area: "7510", ortaq_agency: "MES", ortaq_purposes: ["CASE_WORK", "REPORTING"],
    }),
    features: {
      devInteractions: { enabled: further.length > 0 },
      revocation: { enabled: true },
      clientCredentials: { enabled: true },
      mTLS: {
        enabled: true,
        certificateBoundAccessTokens: true,
        getCertificate: (ctx) => {
          const shown = ctx.get("x-test-certificate");
          return shown ? new X509Certificate(Buffer.from(shown, "base64")) : undefined;
        },
      },
      resourceIndicators: {
        enabled: true,
        getResourceServerInfo: (ctx, indicator, asking) => {
          if (![hub, "https://other.example.kz"].includes(indicator)) throw new errors.InvalidTarget();
          return {
            scope: scopes,
            accessTokenFormat: "jwt",
            accessTokenTTL: seconds,
            jwt: { sign: { alg: asking.idTokenSignedResponseAlg } },
          };
        },
      },
    },
  });
}

let handle, had;
const server = createServer((request, response) => handle(request, response));
for await (const line of createInterface({ input: process.stdin })) {
  const state = JSON.parse(line);
  ({ people = {}, seconds = 300 } = state);
  // With other keys it is another provider, which knows nothing of what the one before handed out.
  const has = JSON.stringify([state.keys, state.clients]);
  if (has !== had) handle = made(state.keys, state.clients ?? []).callback();
  had = has;
  if (!server.listening) await new Promise((done) => server.listen(Number(new URL(issuer).port), "127.0.0.1", done));
  process.stdout.write("ready\n");
}
server.close();
