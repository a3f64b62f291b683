// Rotation on the wire. https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_RotateSecret.html

import type { Operation, WireObject } from "../../aws/wire/operation.ts";
import { flag, integer, operation, optional, structure, text } from "../../aws/wire/shape.ts";
import type { Rotations } from "./rotations.ts";
import type { RotationRules, Secret } from "./secret.ts";
import { id, token } from "./shapes.ts";

const rules = structure({
  AutomaticallyAfterDays: optional(integer()),
  Duration: optional(text({ min: 2, max: 3, pattern: "[0-9h]+" })),
  ScheduleExpression: optional(text({ min: 1, max: 256, pattern: "[0-9A-Za-z\\(\\)#\\?\\*\\-\\/, ]+" })),
});

export function rotationOperations(rotations: Rotations): Record<string, Operation> {
  return {
    RotateSecret: operation(
      structure({
        ...id,
        ClientRequestToken: token,
        RotationLambdaARN: optional(text({ max: 2048 })),
        RotationRules: optional(rules),
        RotateImmediately: optional(flag()),
      }),
      ({ SecretId, ClientRequestToken, RotationLambdaARN, RotationRules: given, RotateImmediately }) => {
        const { secret, versionId } = rotations.rotate(SecretId, {
          ...{ token: ClientRequestToken, functionArn: RotationLambdaARN, isImmediate: RotateImmediately },
          rules: given && {
            ...(given.AutomaticallyAfterDays === undefined ? {} : { days: given.AutomaticallyAfterDays }),
            ...(given.ScheduleExpression === undefined ? {} : { expression: given.ScheduleExpression }),
            ...(given.Duration === undefined ? {} : { duration: given.Duration }),
          },
        });
        return { ARN: secret.arn, Name: secret.name, VersionId: versionId };
      },
    ),
    CancelRotateSecret: operation(structure(id), ({ SecretId }) => {
      const { arn: ARN, name: Name } = rotations.cancel(SecretId);
      return { ARN, Name };
    }),
  };
}

/** What is told of a secret that is or was rotated. */
export function toldRotation({ rotation }: Secret): WireObject {
  if (rotation === undefined) return {};
  const { rotatedAt, nextAt } = rotation;
  return {
    RotationEnabled: rotation.isEnabled,
    RotationLambdaARN: rotation.functionArn,
    RotationRules: toldRules(rotation.rules),
    LastRotatedDate: rotatedAt === undefined ? undefined : new Date(rotatedAt),
    NextRotationDate: nextAt === undefined ? undefined : new Date(nextAt),
  };
}

function toldRules({ days, expression, duration }: RotationRules): WireObject {
  return { AutomaticallyAfterDays: days, ScheduleExpression: expression, Duration: duration };
}
