// Grok: patterns of text by names, such as `%{IP:client} %{NUMBER:status:INT}`, matched in linear time.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CloudWatch-Logs-Transformation-Configurable.html

import { RE2JS } from "re2js";
import type { Json } from "../../../aws/json.ts";

export interface GrokField {
  readonly path: string;
  readonly value: Json;
}

/** Undefined for a text that it does not match. */
export type Grok = (text: string) => readonly GrokField[] | undefined;

const month =
  "(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sep(?:tember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)";
const [year, hour, minute, second] = [
  "(?:\\d\\d){1,2}",
  "(?:2[0123]|[01]?\\d)",
  "(?:[0-5]\\d)",
  "(?:(?:[0-5]?\\d|60)(?:[:.,]\\d+)?)",
];
const [monthNumber, monthDay] = ["(?:0?[1-9]|1[0-2])", "(?:0[1-9]|[12]\\d|3[01]|[1-9])"];
const zone = "(?:Z|[+-]\\d\\d:?\\d\\d)";
const ipv4 = "(?:\\d{1,3}\\.){3}\\d{1,3}";
const ipv6 = "(?:[0-9A-Fa-f]{0,4}:){2,7}[0-9A-Fa-f]{0,4}";
const hostname = "[0-9A-Za-z][0-9A-Za-z-]{0,62}(?:\\.[0-9A-Za-z][0-9A-Za-z-]{0,62})*\\.?";
const time = `${hour}:${minute}(?::${second})?`;
const quoted = "\"(?:[^\"\\\\]|\\\\.)*\"|'(?:[^'\\\\]|\\\\.)*'";
const number = "[+-]?(?:\\d+(?:\\.\\d+)?|\\.\\d+)";
const unixPath = "(?:/[\\w_%!$@:.,+~-]*)+";
const uri = "[A-Za-z][A-Za-z0-9+.-]*://[^\\s\"'<>]+";

const patterns: Readonly<Record<string, string>> = {
  ...{ USERNAME: "[a-zA-Z0-9._-]+", USER: "[a-zA-Z0-9._-]+", INT: "[+-]?\\d+", BASE10NUM: number },
  ...{ NUMBER: number, BASE16NUM: "[+-]?(?:0x)?[0-9A-Fa-f]+", POSINT: "[1-9]\\d*", NONNEGINT: "\\d+" },
  ...{ BOOLEAN: "(?i:true|false)", WORD: "\\w+", NOTSPACE: "\\S+", SPACE: "\\s*", DATA: ".*?" },
  ...{ GREEDYDATA: ".*", QUOTEDSTRING: quoted, QS: quoted },
  UUID: "[A-Fa-f0-9]{8}-(?:[A-Fa-f0-9]{4}-){3}[A-Fa-f0-9]{12}",
  ARN: "arn:(?:aws|aws-cn|aws-us-gov):[\\w-]*:[\\w-]*:\\d*:[\\w:/.*@+=-]+",
  MAC: "(?:[A-Fa-f0-9]{2}[:-]){5}[A-Fa-f0-9]{2}|(?:[A-Fa-f0-9]{4}\\.){2}[A-Fa-f0-9]{4}",
  ...{ IPV4: ipv4, IPV6: ipv6, IP: `${ipv6}|${ipv4}`, HOSTNAME: hostname, HOST: hostname },
  ...{ IPORHOST: `${ipv6}|${ipv4}|${hostname}`, HOSTPORT: `(?:${ipv4}|${hostname}):\\d+` },
  EMAILADDRESS: `[A-Za-z0-9!#$%&'*+/=?^_\`{|}~.-]+@${hostname}`,
  ...{ PATH: unixPath, UNIXPATH: unixPath, URIPATH: unixPath, URI: uri, URIPROTO: "[A-Za-z][A-Za-z0-9+.-]*" },
  ...{ URIHOST: `(?:${ipv4}|${hostname})(?::\\d+)?`, URIPARAM: "\\?[^\\s]*" },
  URIPATHPARAM: `${unixPath}(?:\\?[^\\s]*)?`,
  ...{ MONTH: month, MONTHNUM: monthNumber, MONTHNUM2: "(?:0[1-9]|1[0-2])", MONTHDAY: monthDay },
  ...{ DAY: "(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*", YEAR: year, HOUR: hour, MINUTE: minute, SECOND: second },
  ...{ TIME: time, ISO8601_TIMEZONE: zone, TZ: "(?:[A-Z]{3,4})" },
  DATE_US: `${monthNumber}[/-]${monthDay}[/-]${year}`,
  DATE_EU: `${monthDay}[./-]${monthNumber}[./-]${year}`,
  TIMESTAMP_ISO8601: `${year}-${monthNumber}-${monthDay}[T ]${hour}:?${minute}(?::?${second})?${zone}?`,
  HTTPDATE: `${monthDay}/${month}/${year}:${time} [+-]?\\d+`,
  SYSLOGTIMESTAMP: `${month} +${monthDay} ${time}`,
  ...{ PROG: "[\\x21-\\x5a\\x5c\\x5e-\\x7e]+" },
  LOGLEVEL:
    "(?i:alert|trace|debug|notice|info(?:rmation)?|warn(?:ing)?|err(?:or)?|crit(?:ical)?|fatal|severe|emerg(?:ency)?)",
};

const numbers = new Set(["INT", "INTEGER", "LONG", "FLOAT", "DOUBLE"]);

/** Throws what is wrong with the pattern. */
export function compileGrok(match: string): Grok {
  const fields: { readonly path: string; readonly type: string }[] = [];
  const source = match.replaceAll(
    /%\{(\w+)(?::([\w.[\]@-]+))?(?::(\w+))?\}/g,
    (_, name: string, path: string | undefined, type = "STRING") => {
      const pattern = patterns[name];
      if (pattern === undefined || !Object.hasOwn(patterns, name))
        throw new Error(`there is no Grok pattern ${name}`);
      if (path === undefined) return `(?:${pattern})`;
      fields.push({ path, type: String(type).toUpperCase() });
      return `(${pattern})`;
    },
  );
  const plain = RE2JS.compile(source);
  if (plain.groupCount() !== fields.length)
    throw new Error("groups of a pattern must be named by %{PATTERN:name}, or begin with (?:");
  return (text) => {
    const matcher = plain.matcher(text);
    if (!matcher.find()) return undefined;
    return fields.flatMap(({ path, type }, at) => {
      const found = matcher.group(at + 1);
      if (found === null || found === undefined) return [];
      const value = numbers.has(type) ? Number(found) : found;
      return [{ path, value: typeof value === "number" && !Number.isFinite(value) ? found : value }];
    });
  };
}
