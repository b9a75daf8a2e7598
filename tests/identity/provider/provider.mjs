// A partner's provider. Standard input brings one JSON object a line, { keys }: the private keys that it has from
// then on. It says "ready" when it serves them. Its address stays: a rotation is seen by nobody but its callers.
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

function made(keys) {
  const algorithms = ["EdDSA", "ES256", "RS256"].filter((name) =>
    keys.some((key) => ({ OKP: "EdDSA", EC: "ES256", RSA: "RS256" })[key.kty] === name));
  const clients = algorithms.map((name) => client(name, {}));
  clients.push(client(algorithms[0], { client_id: "bound", tls_client_certificate_bound_access_tokens: true }));
  return new Provider(issuer, {
    clients,
    jwks: { keys },
    cookies: { keys: ["cookie"] },
    scopes: scopes.split(" "),
    enabledJWA: { idTokenSigningAlgValues: algorithms },
    clientDefaults: { id_token_signed_response_alg: algorithms[0] },
    extraTokenClaims: () => ({
      ortaq_role: "education", ortaq_area: "7510", ortaq_agency: "MES", ortaq_purposes: ["CASE_WORK", "REPORTING"],
    }),
    features: {
      devInteractions: { enabled: false },
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
            accessTokenTTL: 300,
            jwt: { sign: { alg: asking.idTokenSignedResponseAlg } },
          };
        },
      },
    },
  });
}

let handle;
const server = createServer((request, response) => handle(request, response));
for await (const line of createInterface({ input: process.stdin })) {
  handle = made(JSON.parse(line).keys).callback();
  if (!server.listening) await new Promise((done) => server.listen(Number(new URL(issuer).port), "127.0.0.1", done));
  process.stdout.write("ready\n");
}
server.close();
