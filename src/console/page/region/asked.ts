// What a page asked of AWS's operations, as commands of the AWS CLI, which ask any region the same.

/** As the CLI calls them, where it calls them otherwise. */
const services: Readonly<Record<string, string>> = {
  cloudwatchlogs: "logs",
  dynamodbstreams: "dynamodbstreams",
  eventbridge: "events",
  s3: "s3api",
  sfn: "stepfunctions",
};
const mostKept = 60;

type Asked = readonly [service: string, operation: string, members: object];

/** Since the page was opened: what is asked again and again is there once, as it was asked last. */
const asked = new Map<string, Asked>();

export function noteAsked(...given: Asked): void {
  const [service, operation, members] = given;
  const key = `${service} ${operation} ${nameIn(members)}`;
  if (asked.size < mostKept || asked.has(key)) asked.set(key, given);
}

/** Another page asks for other things. */
export function forgetAsked(): void {
  asked.clear();
}

export function commandsAsked(): readonly string[] {
  return Array.from(asked.values(), (each) => commandOf(...each));
}

export function commandOf(...[service, operation, members]: Asked): string {
  const name = operation
    .replace(/([a-z0-9])([A-Z])/g, "$1-$2")
    .replace(/([A-Z]+)([A-Z][a-z])/g, "$1-$2")
    .toLowerCase();
  const input = JSON.stringify(members);
  const given = input === "{}" ? "" : ` --cli-input-json '${input.replaceAll("'", "'\\''")}'`;
  return `aws ${Object.hasOwn(services, service) ? services[service] : service} ${name}${given}`;
}

/** Of several things of one kind each is asked for by its name or its ARN: the first member that is a text. */
function nameIn(members: object): string {
  return String(Object.values(members).find((value) => typeof value === "string") ?? "");
}
