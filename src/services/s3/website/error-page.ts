// What a website answers where it has no page: AWS's own, in HTML.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/CustomErrorDocSupport.html

import { STATUS_CODES } from "node:http";
import type { ServiceError } from "../../../aws/service-error.ts";
import type { RawAnswer } from "../../../aws/wire/operation.ts";
import { headerText } from "../header-values.ts";
import type { Origin } from "../objects/store.ts";

type Facts = readonly (readonly [string, string])[];

/** `ofDocument` is why the website's own document for errors could not be shown, where it has one. */
export function errorPage(error: ServiceError, origin: Origin, ofDocument?: ServiceError): RawAnswer {
  const { status, code, message } = error;
  const details = factsOf(error);
  const title = `${status} ${STATUS_CODES[status] ?? ""}`;
  const ids: Facts = [
    ["RequestId", origin.requestId],
    ["HostId", origin.hostId],
  ];
  const failed =
    ofDocument === undefined
      ? []
      : [
          "<h3>An Error Occurred While Attempting to Retrieve a Custom Error Document</h3>",
          ...listOf([...codeOf(ofDocument), ...factsOf(ofDocument)]),
        ];
  return {
    status,
    headers: {
      "content-type": "text/html; charset=utf-8",
      "x-amz-error-code": code,
      "x-amz-error-message": headerText(message),
      ...Object.fromEntries(details.map(([name, text]) => [`x-amz-error-detail-${name}`, headerText(text)])),
    },
    body: [
      "<html>",
      `<head><title>${title}</title></head>`,
      "<body>",
      `<h1>${title}</h1>`,
      ...listOf([...codeOf(error), ...details, ...ids]),
      ...failed,
      "<hr/>",
      "</body>",
      "</html>",
      "",
    ].join("\n"),
  };
}

function codeOf({ code, message }: ServiceError): Facts {
  return [
    ["Code", code],
    ["Message", message],
  ];
}

function factsOf({ members }: ServiceError): Facts {
  return Object.entries(members).map(([name, value]) => [name, String(value)]);
}

function listOf(facts: Facts): readonly string[] {
  return ["<ul>", ...facts.map(([name, text]) => `<li>${name}: ${escaped(text)}</li>`), "</ul>"];
}

const entities: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

function escaped(text: string): string {
  return text.replaceAll(/[&<>"]/g, (character) => entities[character] ?? "");
}
