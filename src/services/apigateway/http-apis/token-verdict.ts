// Whether the token of a request lets it in. https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-jwt-authorizer.html

import { sourceOf, textOf } from "../requests/parameter-source.ts";
import type { RequestParts } from "../requests/request-parts.ts";
import { forbidden, type ServedRequest, unauthorized } from "../requests/served-request.ts";
import { NoKeys } from "../tokens/issuers.ts";
import { claimTexts, problemOf, readToken, scopesOf } from "../tokens/json-web-token.ts";
import type { TokenAuthorizer } from "./authorizer.ts";
import type { RouteVerdict } from "./route-authorizers.ts";

export async function tokenVerdict(
  request: ServedRequest,
  route: {
    readonly authorizer: TokenAuthorizer;
    readonly authorizationScopes: readonly string[] | undefined;
  },
  { issuers, clock }: Pick<RequestParts, "issuers" | "clock">,
): Promise<RouteVerdict> {
  const { authorizer, authorizationScopes: scopes } = route;
  const { issuer, audience } = authorizer.jwtConfiguration;
  const given = textOf(sourceOf(authorizer.identitySource[0] ?? "")({ request }) ?? "");
  if (given === "") return challenge("");
  const token = readToken(given.replace(/^Bearer\s+/i, ""));
  if (token === undefined) return challenge(invalid("the token is malformed"));
  try {
    const keys = await issuers.keysOf(issuer, String(token.header.kid));
    const problem = problemOf(token, keys, { issuer, audience, now: clock.now() });
    if (problem !== undefined) return challenge(invalid(problem));
  } catch (problem) {
    if (problem instanceof NoKeys) return challenge(invalid(problem.message));
    throw problem;
  }
  const held = scopesOf(token.claims);
  if (scopes !== undefined && scopes.length > 0 && !scopes.some((each) => held.includes(each)))
    return { refusal: told(forbidden, ` scope="${scopes.join(" ")}" error="insufficient_scope"`) };
  return { context: { claims: claimTexts(token.claims), scopes: scopes?.length ? [...scopes] : null } };
}

function challenge(more: string): RouteVerdict {
  return { refusal: told(unauthorized, more) };
}

function invalid(why: string): string {
  return ` scope="" error="invalid_token" error_description="${why.replaceAll(/[^\x20-\x7e]|["\\]/g, "'")}"`;
}

function told(answer: typeof unauthorized, more: string): typeof unauthorized {
  return { ...answer, headers: { ...answer.headers, "www-authenticate": `Bearer${more}` } };
}
