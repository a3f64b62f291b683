// The runtimes that Lambda knows.
// https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html

import { ServiceError } from "../../aws/service-error.ts";

export const runtimes = [
  ...["nodejs", "nodejs4.3", "nodejs4.3-edge", "nodejs6.10", "nodejs8.10", "nodejs10.x", "nodejs12.x"],
  ...["nodejs14.x", "nodejs16.x", "nodejs18.x", "nodejs20.x", "nodejs22.x", "nodejs24.x"],
  ...["python2.7", "python3.6", "python3.7", "python3.8", "python3.9", "python3.10", "python3.11"],
  ...["python3.12", "python3.13", "python3.14"],
  ...["java8", "java8.al2", "java11", "java17", "java21", "java25"],
  ...["dotnetcore1.0", "dotnetcore2.0", "dotnetcore2.1", "dotnetcore3.1", "dotnet6", "dotnet8", "dotnet10"],
  ...["go1.x", "ruby2.5", "ruby2.7", "ruby3.2", "ruby3.3", "ruby3.4", "ruby4.0"],
  ...["provided", "provided.al2", "provided.al2023"],
];

/** Throws InvalidParameterValueException. */
export function checkRuntime(runtime: string): void {
  if (runtimes.includes(runtime)) return;
  throw new ServiceError(
    "InvalidParameterValueException",
    `Value ${runtime} at 'runtime' failed to satisfy constraint: Member must satisfy enum value set: [${runtimes.join(", ")}] or be a valid ARN`,
    { members: { Type: "User" } },
  );
}

/** What stands for a runtime in a function that is a container image. */
export const imageRuntime = "image";
