// Where the page is: `#/machines/orders?view=graph`. Every thing has an address that can be kept.

export interface Route {
  readonly parts: readonly string[];
  readonly query: URLSearchParams;
}

export function parseRoute(hash: string): Route {
  const [path = "", query = ""] = hash.replace(/^#\/?/, "").split("?", 2);
  const parts = path
    .split("/")
    .filter((part) => part !== "")
    .map(decoded);
  return { parts, query: new URLSearchParams(query) };
}

/** An address that somebody mistyped is one of nothing, rather than no page at all. */
function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

export function addressOf(parts: readonly string[], query: Readonly<Record<string, string>> = {}): string {
  const path = parts.map(encodeURIComponent).join("/");
  const search = new URLSearchParams(query).toString();
  return `#/${path}${search === "" ? "" : `?${search}`}`;
}

type Parts = readonly string[];

/** By the service in an ARN: the page of a resource, whose parts are told apart by colons and slashes. */
const pages: Readonly<Record<string, (parts: Parts, arn: string) => Parts | undefined>> = {
  states: ([kind, name = ""], arn) => {
    if (kind === "mapRun") return ["map-runs", arn];
    if (kind === "stateMachine") return ["machines", name];
    return kind === "execution" || kind === "express" ? ["executions", arn] : undefined;
  },
  kinesis: ([, name = ""]) => ["streams", name],
  firehose: ([, name = ""]) => ["delivery-streams", name],
  pipes: ([, name = ""]) => ["pipes", name],
  lambda: ([kind, name = ""]) => {
    if (kind === "event-source-mapping") return ["mappings", name];
    return kind === "function" ? ["functions", name] : undefined;
  },
  sqs: ([name = ""]) => ["queues", name],
  // A subscription is on the page of its topic; what else has more parts.
  sns: (parts) => (parts.length > 2 ? undefined : ["topics", parts[0] ?? ""]),
  // A rule of the bus `default` is named without it.
  events: ([kind, name = "", ...rule]) => {
    if (kind === "event-bus") return ["buses", name];
    return kind === "rule" ? ["buses", rule.length === 0 ? "default" : name] : undefined;
  },
  dynamodb: ([, name = ""]) => ["tables", name],
  logs: (_, arn) => ["logs", arn.split(":")[6] ?? ""],
  scheduler: ([, ...parts]) => ["schedules", ...parts],
  cloudwatch: ([kind, name = ""], arn) => {
    if (kind === "alarm") return ["alarms", arn.split(":").slice(6).join(":")];
    return kind === "dashboard" ? ["metrics", name] : undefined;
  },
  secretsmanager: (_, arn) => ["secrets", arn],
  s3: ([name = ""]) => ["buckets", name],
};

/** The page of what has this ARN; undefined if it has none. */
export function addressOfArn(arn: string): string | undefined {
  const [prefix, , service = "", , , ...rest] = arn.split(":");
  if (prefix !== "arn" || !Object.hasOwn(pages, service)) return undefined;
  const parts = pages[service]?.(rest.join(":").split(/[:/]/), arn);
  return parts && addressOf(parts);
}
