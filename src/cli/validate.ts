// `millrace validate`: everything that is wrong with definitions, by file, line and path; of a template that of its machines.

import type { DefinitionText } from "../asl/definition-text/definition-text.ts";
import type { Substitutions } from "../asl/definition-text/substitutions.ts";
import { type Diagnostic, hasErrors } from "../asl/diagnostic.ts";
import { renderDiagnostics, summariseDiagnostics } from "../asl/validate/render.ts";
import { TemplateError } from "../aws/template/template-error.ts";
import { type CheckedMachine, templateMachines } from "../projects/template-machines.ts";
import type { Command } from "./command.ts";
import type { OptionValues } from "./command-option.ts";
import {
  HoldsTests,
  readDefinition,
  readTemplate,
  substituteOption,
  substitutionsOf,
  typeOption,
} from "./definition-file.ts";
import { outputFormat, outputOption } from "./output-option.ts";
import type { Printer } from "./printer.ts";
import { type ExitCode, exitCodes, UsageError } from "./usage-error.ts";

export const validateCommand: Command = {
  name: "validate",
  summary: "check definitions, or the machines of a template, and print everything that is wrong with them",
  examples: [
    "millrace validate statemachines/*.asl.json",
    "millrace validate order.asl.yaml --substitute ChargeFunctionArn=arn:aws:lambda:…",
    "millrace validate order.asl.json --output json",
  ],
  words: { value: "FILE…", least: 1, most: Number.POSITIVE_INFINITY },
  options: {
    substitute: substituteOption,
    type: typeOption,
    output: { ...outputOption, summary: "for people, or one JSON object a problem, for editors" },
    json: { type: "boolean", summary: "the same as --output json" },
  },
  run: validate,
};

async function validate(
  options: OptionValues,
  printer: Printer,
  files: readonly string[],
): Promise<ExitCode> {
  const all: Diagnostic[] = [];
  const isJson = options.json === true || outputFormat(options) !== "text";
  let checked = 0;
  /** What no definition so far had a place for. */
  let unused = Object.keys(substitutionsOf(options));
  for (const file of files) {
    const template = readTemplate(file);
    if (template !== undefined) {
      const machines = machinesIn(file, template, substitutionsOf(options));
      printer.note(
        `${file} is a template: of it ${counted(machines.length)} checked here, all else when it is deployed`,
      );
      for (const { diagnostics, rendered, unused: unusedHere } of machines) {
        unused = unused.filter((name) => unusedHere.includes(name));
        all.push(...diagnostics);
        if (isJson) for (const each of diagnostics) printer.line(JSON.stringify({ file, ...each }));
        else if (diagnostics.length > 0) printer.line(rendered);
      }
      checked += 1;
      continue;
    }
    const read = readOrTests(file, options);
    if (read instanceof HoldsTests) {
      // `statemachines/*.json` names them, too; alone it is a mistake.
      if (files.length === 1) throw read;
      printer.note(`${file} is left out: it holds test cases, which millrace test runs`);
      continue;
    }
    checked += 1;
    const { diagnostics, source } = read;
    unused = unused.filter((name) => read.unused.includes(name));
    all.push(...diagnostics);
    if (isJson) {
      for (const diagnostic of diagnostics) printer.line(JSON.stringify({ file, ...diagnostic }));
    } else if (diagnostics.length > 0) printer.line(renderDiagnostics(diagnostics, source));
  }
  for (const name of unused) printer.warning(`--substitute ${name}: no definition here has \${${name}}`);
  printer.note(`${checked === 1 ? "1 file" : `${checked} files`}: ${summariseDiagnostics(all)}`);
  return hasErrors(all) ? exitCodes.failed : exitCodes.success;
}

/** Throws UsageError for a template that cannot be read, or that names a file that is not there. */
function machinesIn(file: string, text: string, substitutions: Substitutions): readonly CheckedMachine[] {
  try {
    return templateMachines(file, text, substitutions);
  } catch (problem) {
    if (problem instanceof TemplateError) throw new UsageError(problem.message);
    throw problem;
  }
}

function counted(machines: number): string {
  if (machines === 0) return "nothing is";
  return machines === 1 ? "one state machine is" : `${machines} state machines are`;
}

/** Throws UsageError if the file cannot be read. */
function readOrTests(file: string, options: OptionValues): DefinitionText | HoldsTests {
  try {
    return readDefinition(file, options);
  } catch (problem) {
    if (problem instanceof HoldsTests) return problem;
    throw problem;
  }
}
