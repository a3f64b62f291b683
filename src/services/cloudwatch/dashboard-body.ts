// What CloudWatch refuses of a dashboard's body. It takes widgets of types that it does not know, and looks no further into them.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html

import { isJsonObject, type Json, type JsonObject, objectOrEmpty } from "../../aws/json.ts";
import { isJson } from "../../aws/json-text.ts";
import { ServiceError } from "../../aws/service-error.ts";

interface ValidationMessage {
  /** A JSON pointer; empty for the body itself. */
  readonly dataPath: string;
  readonly message: string;
}

/** Throws DashboardInvalidInputError, with every problem and where it is. */
export function checkDashboardBody(dashboardBody: string): void {
  const body = isJson(dashboardBody) ? (JSON.parse(dashboardBody) as Json) : undefined;
  if (!isJsonObject(body)) throw invalid("The field DashboardBody must be a valid JSON object");
  const messages = problemsOf(body);
  if (messages.length > 0) throw invalidBody(messages);
}

function problemsOf({ widgets }: JsonObject): readonly ValidationMessage[] {
  if (widgets === undefined) return [lacks("", "widgets")];
  if (!Array.isArray(widgets)) return [{ dataPath: "/widgets", message: "Should be array" }];
  return widgets.flatMap((widget, at) => {
    const dataPath = `/widgets/${at}`;
    if (!isJsonObject(widget)) return [{ dataPath, message: "Should be object" }];
    return [
      ...["type", "properties"].filter((name) => !(name in widget)).map((name) => lacks(dataPath, name)),
      ...placeProblems(widget, dataPath),
      ...propertyProblems(widget, `${dataPath}/properties`),
    ];
  });
}

/** Where a widget may stand in the grid, which has 24 columns. */
const bounds: readonly (readonly [name: string, least: number, most: number])[] = [
  ["x", 0, 23],
  ["y", 0, Number.MAX_SAFE_INTEGER],
  ["width", 1, 24],
  ["height", 1, 1000],
];

function placeProblems(widget: JsonObject, at: string): readonly ValidationMessage[] {
  return bounds.flatMap(([name, least, most]) => {
    const value = Object.hasOwn(widget, name) ? widget[name] : undefined;
    const dataPath = `${at}/${name}`;
    if (value === undefined) return [];
    if (!Number.isInteger(value)) return [{ dataPath, message: "Should be integer" }];
    if ((value as number) < least) return [{ dataPath, message: `Should be >= ${least}` }];
    return (value as number) > most ? [{ dataPath, message: `Should be <= ${most}` }] : [];
  });
}

function propertyProblems({ type, properties }: JsonObject, at: string): readonly ValidationMessage[] {
  if (!isJsonObject(properties)) return [];
  if (type === "text") return "markdown" in properties ? [] : [lacks(at, "markdown")];
  if (type === "alarm") return "alarms" in properties ? [] : [lacks(at, "alarms")];
  return type === "metric" ? metricProblems(properties, at) : [];
}

function metricProblems(
  { metrics, annotations, period, yAxis }: JsonObject,
  at: string,
): readonly ValidationMessage[] {
  const rows = Array.isArray(metrics) ? metrics : undefined;
  return [
    ...(rows === undefined && !isJsonObject(annotations)
      ? [
          {
            dataPath: at,
            message:
              "The metric widget should have specified a region and a data source or an alarm annotation",
          },
        ]
      : []),
    ...(rows ?? []).flatMap((row, index) => rowProblems(row, `${at}/metrics/${index}`)),
    ...(typeof period !== "number" || [1, 5, 10, 20, 30].includes(period) || period % 60 === 0
      ? []
      : [{ dataPath: `${at}/period`, message: "Should be multiple of 60" }]),
    ...["left", "right"].flatMap((side) => {
      const axis = isJsonObject(yAxis) && Object.hasOwn(yAxis, side) ? yAxis[side] : undefined;
      const { min, max } = objectOrEmpty(axis);
      if (typeof min !== "number" || typeof max !== "number" || min <= max) return [];
      return [{ dataPath: `${at}/yAxis/${side}/min`, message: `Should be <= ${max}` }];
    }),
  ];
}

/** Texts, and after them an object with options, in which no dimension may stand. */
function rowProblems(row: Json, at: string): readonly ValidationMessage[] {
  if (!Array.isArray(row)) return [{ dataPath: at, message: "Should be array" }];
  const last = row.at(-1);
  const texts = isJsonObject(last) ? row.slice(0, -1) : row;
  const wrong = texts.flatMap((text, index) =>
    typeof text === "string"
      ? []
      : [
          {
            dataPath: `${at}/${index}`,
            message: 'Invalid metric field type, only "String" type is allowed',
          },
        ],
  );
  const isDimension = (name: string) => /^dimensions?$/i.test(name);
  const misplaced = isJsonObject(last) && Object.keys(last).some(isDimension);
  return misplaced
    ? [...wrong, { dataPath: at, message: `Should NOT have more than ${texts.length} items` }]
    : wrong;
}

function lacks(dataPath: string, name: string): ValidationMessage {
  return { dataPath, message: `Should have required property '${name}'` };
}

function invalidBody(messages: readonly ValidationMessage[]): ServiceError {
  return invalid(
    `The dashboard body is invalid, there are ${messages.length} validation errors:\n${JSON.stringify(messages, undefined, 2)}`,
    messages.map(({ dataPath, message }) => ({ DataPath: dataPath, Message: message })),
  );
}

function invalid(message: string, messages: Json = []): ServiceError {
  return new ServiceError("DashboardInvalidInputError", message, {
    members: { dashboardValidationMessages: messages },
  });
}
