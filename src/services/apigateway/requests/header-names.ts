// Headers that a REST API keeps for itself: on the way to a backend some are left out, and on the way back some are left out and some
// come by another name. https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html

/** How a request reaches its backend: mapped by templates, passed on as it is, or as the event of a function. */
export type Way = "mapped" | "passed" | "function";

const unsent = [
  ...["content-md5", "expect", "max-forwards", "proxy-authenticate", "server", "te", "trailer"],
  ...["transfer-encoding", "upgrade", "www-authenticate"],
];
const unsentBy: Readonly<Record<Way, ReadonlySet<string>>> = {
  mapped: new Set([...unsent, "via"]),
  passed: new Set([...unsent, "content-encoding", "via"]),
  function: new Set([...unsent, "connection"]),
};

const untold = ["expect", "host", "proxy-authenticate", "te", "trailer", "transfer-encoding", "upgrade"];
const untoldBy: Readonly<Record<Way, ReadonlySet<string>>> = {
  mapped: new Set([...untold, "accept"]),
  passed: new Set([...untold, "via"]),
  function: new Set([...untold, "via"]),
};

/** The length and the id are not on AWS's list, but its answers have them so. */
const renamed: ReadonlySet<string> = new Set([
  ...["authorization", "connection", "content-md5", "date", "max-forwards", "server", "user-agent"],
  ...["www-authenticate", "content-length", "x-amzn-requestid"],
]);

/** Whether a backend gets a header; the name is in small letters. A signature is for API Gateway alone. */
export function isSent(way: Way, name: string, value: string | undefined): boolean {
  return !unsentBy[way].has(name) && !(name === "authorization" && value?.startsWith("AWS4-") === true);
}

/** What a client gets a backend's header by, if it gets it; the name is in small letters. */
export function toldName(way: Way, name: string): string | undefined {
  if (untoldBy[way].has(name)) return undefined;
  return renamed.has(name) ? `x-amzn-remapped-${name}` : name;
}

/** The headers of an answer as a client gets them. */
export function toldHeaders<Value>(
  way: Way,
  headers: Readonly<Record<string, Value>>,
): Readonly<Record<string, Value>> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) => {
      const told = toldName(way, name.toLowerCase());
      return told === undefined ? [] : [[told, value] as const];
    }),
  );
}
