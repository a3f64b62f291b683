// `millrace validate`: everything that is wrong with definitions, by file, line and path.

import { type Diagnostic, hasErrors } from "../asl/diagnostic.ts";
import { renderDiagnostics, summariseDiagnostics } from "../asl/validate/render.ts";
import type { Command, OptionValues } from "./command.ts";
import { readDefinition, substituteOption, typeOption } from "./definition-file.ts";
import type { Printer } from "./printer.ts";
import { type ExitCode, exitCodes } from "./usage-error.ts";

export const validateCommand: Command = {
  name: "validate",
  summary: "check definitions and print everything that is wrong with them",
  examples: [
    "millrace validate statemachines/*.asl.json",
    "millrace validate order.asl.yaml --substitute ChargeFunctionArn=arn:aws:lambda:…",
    "millrace validate order.asl.json --json",
  ],
  words: { value: "FILE…", least: 1, most: Number.POSITIVE_INFINITY },
  options: {
    substitute: substituteOption,
    type: typeOption,
    json: { type: "boolean", summary: "print one JSON object a problem, for editors" },
  },
  run: validate,
};

async function validate(
  options: OptionValues,
  printer: Printer,
  files: readonly string[],
): Promise<ExitCode> {
  const all: Diagnostic[] = [];
  for (const file of files) {
    const { diagnostics, source } = readDefinition(file, options);
    all.push(...diagnostics);
    if (options.json === true) {
      for (const diagnostic of diagnostics) printer.line(JSON.stringify({ file, ...diagnostic }));
    } else if (diagnostics.length > 0) printer.line(renderDiagnostics(diagnostics, source));
  }
  const checked = files.length === 1 ? "1 file" : `${files.length} files`;
  printer.note(`${checked}: ${summariseDiagnostics(all)}`);
  return hasErrors(all) ? exitCodes.failed : exitCodes.success;
}
