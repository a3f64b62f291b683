// The intrinsic functions by their names, and which of them may stand where.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference.html

import { didYouMean } from "../../../../aws/did-you-mean.ts";
import { cidr } from "./cidr.ts";
import { and, conditional, equals, not, or } from "./conditions.ts";
import type { Intrinsic } from "./intrinsic.ts";
import { findInMap, getAZs, length, select } from "./lists.ts";
import { getAtt, importValue, ref, sub } from "./references.ts";
import {
  attributesOf,
  attributesOfAll,
  contains,
  eachMemberEquals,
  eachMemberIn,
  refAll,
} from "./rule-functions.ts";
import { base64, join, split, toJsonString } from "./texts.ts";

export const intrinsics: ReadonlyMap<string, Intrinsic> = new Map([
  ["Ref", ref],
  ["Fn::And", and],
  ["Fn::Base64", base64],
  ["Fn::Cidr", cidr],
  ["Fn::Contains", contains],
  ["Fn::EachMemberEquals", eachMemberEquals],
  ["Fn::EachMemberIn", eachMemberIn],
  ["Fn::Equals", equals],
  ["Fn::FindInMap", findInMap],
  ["Fn::GetAtt", getAtt],
  ["Fn::GetAZs", getAZs],
  ["Fn::If", conditional],
  ["Fn::ImportValue", importValue],
  ["Fn::Join", join],
  ["Fn::Length", length],
  ["Fn::Not", not],
  ["Fn::Or", or],
  ["Fn::RefAll", refAll],
  ["Fn::Select", select],
  ["Fn::Split", split],
  ["Fn::Sub", sub],
  ["Fn::ToJsonString", toJsonString],
  ["Fn::ValueOf", attributesOf],
  ["Fn::ValueOfAll", attributesOfAll],
]);

/** Functions that are there only where the template asks for the transform AWS::LanguageExtensions. */
export const languageExtensions: ReadonlySet<string> = new Set(["Fn::Length", "Fn::ToJsonString"]);

/** Functions of resources, or of what is outside the template, cannot decide what the template is. */
export const notInConditions: ReadonlySet<string> = new Set(["Fn::GetAtt", "Fn::ImportValue"]);

/** As AWS lists them. */
const supported = [
  "Fn::Base64",
  "Fn::GetAtt",
  "Fn::GetAZs",
  "Fn::ImportValue",
  "Fn::Join",
  "Fn::Split",
  "Fn::FindInMap",
  "Fn::Select",
  "Ref",
  "Fn::Equals",
  "Fn::If",
  "Fn::Not",
  "Condition",
  "Fn::And",
  "Fn::Or",
  "Fn::Contains",
  "Fn::EachMemberEquals",
  "Fn::EachMemberIn",
  "Fn::ValueOf",
  "Fn::ValueOfAll",
  "Fn::RefAll",
  "Fn::Sub",
  "Fn::Cidr",
];

export interface UnsupportedFunction {
  readonly problem: string;
  readonly hint?: string;
}

export function unsupportedFunction(name: string): UnsupportedFunction {
  const problem = `Template Error: Encountered unsupported function: ${name} Supported functions are: [${supported.join(", ")}]`;
  if (languageExtensions.has(name) || name.startsWith("Fn::ForEach")) {
    return { problem, hint: `${name} needs "Transform: AWS::LanguageExtensions" in the template` };
  }
  const meant = didYouMean(name, [...intrinsics.keys(), "Fn::Transform"]);
  return meant === undefined ? { problem } : { problem, hint: `did you mean ${meant}?` };
}
