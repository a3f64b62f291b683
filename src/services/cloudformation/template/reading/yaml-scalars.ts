// What a plain (unquoted) YAML scalar means to CloudFormation, which reads YAML 1.1: `yes` and `off` are booleans, `0755` is octal
// and `1:30` counts by sixties; but `y` and `n` are texts, and so are dates, as `2010-09-09` must be.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-formats.html

import type { Json } from "../../../../aws/json.ts";

const nulls = new Set(["", "~", "null", "Null", "NULL"]);
const yes = /^(?:yes|Yes|YES|true|True|TRUE|on|On|ON)$/;
const no = /^(?:no|No|NO|false|False|FALSE|off|Off|OFF)$/;
const decimal = /^[-+]?(?:0|[1-9][\d_]*)$/;
const octal = /^[-+]?0[0-7_]+$/;
const binary = /^[-+]?0b[01_]+$/;
const hexadecimal = /^[-+]?0x[\da-fA-F_]+$/;
const sixties = /^[-+]?[1-9][\d_]*(?::[0-5]?\d)+$/;
const fraction = /^[-+]?(?:\d[\d_]*\.[\d_]*|\.\d[\d_]*)(?:[eE][-+]?\d+)?$/;
const exponent = /^[-+]?\d[\d_]*[eE][-+]?\d+$/;

export function plainScalar(text: string): Json {
  if (nulls.has(text)) return null;
  const first = text.charCodeAt(0);
  // Most are words, and no number begins as they do.
  if (first > 0x39) return yes.test(text) ? true : no.test(text) ? false : text;
  return plainNumber(text) ?? text;
}

function plainNumber(text: string): number | undefined {
  const digits = text.replaceAll("_", "");
  if (decimal.test(text) || fraction.test(text) || exponent.test(text)) return Number(digits);
  if (octal.test(text)) return signed(digits, (rest) => Number.parseInt(rest, 8));
  if (binary.test(text) || hexadecimal.test(text)) return signed(digits, Number);
  if (sixties.test(text)) {
    return signed(digits, (rest) => rest.split(":").reduce((sum, part) => sum * 60 + Number(part), 0));
  }
  return undefined;
}

function signed(text: string, read: (rest: string) => number): number {
  const sign = text.startsWith("-") ? -1 : 1;
  return sign * read(text.replace(/^[-+]/, ""));
}
