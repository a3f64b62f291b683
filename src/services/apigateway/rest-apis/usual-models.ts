// The models that every REST API has from its start, as AWS has them.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/models-mappings-models.html

import type { Model } from "./records.ts";

export const usualModels: readonly Omit<Model, "id">[] = [
  {
    name: "Empty",
    description: "This is a default empty schema model",
    contentType: "application/json",
    schema:
      '{\n  "$schema": "http://json-schema.org/draft-04/schema#",\n  "title" : "Empty Schema",\n  "type" : "object"\n}',
  },
  {
    name: "Error",
    description: "This is a default error schema model",
    contentType: "application/json",
    schema:
      '{\n  "$schema" : "http://json-schema.org/draft-04/schema#",\n  "title" : "Error Schema",\n  "type" : "object",\n  "properties" : {\n    "message" : { "type" : "string" }\n  }\n}',
  },
];
