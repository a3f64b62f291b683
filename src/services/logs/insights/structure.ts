// What jsonParse makes of a text: a map or a list, whose parts have names. It is held as text, which takes less of the memory.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax-operations-functions.html

import { isJsonObject, type Json } from "../../../aws/json.ts";

type Part = string | number | boolean | Structure | undefined;

export class Structure {
  /** An object or an array in JSON. */
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  /** Undefined for what is neither an object nor an array in JSON. */
  static parse(text: string): Structure | undefined {
    try {
      const value = JSON.parse(text) as Json;
      return typeof value === "object" && value !== null ? new Structure(text) : undefined;
    } catch {
      return undefined;
    }
  }

  /** What is at a path such as `user.roles.0`; undefined where there is nothing. */
  at(path: string): Part {
    let value = JSON.parse(this.text) as Json | undefined;
    for (const step of path.split(".")) {
      if (Array.isArray(value)) value = /^\d+$/.test(step) ? value[Number(step)] : undefined;
      else value = isJsonObject(value) && Object.hasOwn(value, step) ? value[step] : undefined;
    }
    return partOf(value);
  }

  /** The items of a list; undefined for a map. */
  get items(): readonly Part[] | undefined {
    const value = JSON.parse(this.text) as Json;
    return Array.isArray(value) ? value.map(partOf) : undefined;
  }
}

function partOf(value: Json | undefined): Part {
  if (value === null) return undefined;
  return typeof value === "object" ? new Structure(JSON.stringify(value)) : value;
}
