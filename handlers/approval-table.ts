// The questions that approve-warning waits on, each with its task token, in the table `approvals`.

import { ConditionalCheckFailedException, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient, GetCommand, PutCommand, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import type { Decision, Question } from "../src/weather/approvals.ts";
import { tracer } from "./observability.ts";

const tables = DynamoDBDocumentClient.from(tracer.captureAWSv3Client(new DynamoDBClient({})));
const TableName = process.env.APPROVALS_TABLE;

export async function keepQuestion(question: Question): Promise<void> {
  await tables.send(new PutCommand({ TableName, Item: question }));
}

export async function findQuestion(approvalId: string): Promise<Question | undefined> {
  const { Item } = await tables.send(
    new GetCommand({ TableName, Key: { approvalId }, ConsistentRead: true }),
  );
  return Item as Question | undefined;
}

/** Of all that decide at the same time one succeeds. */
export async function decideOnce(
  { approvalId }: Question,
  decision: Decision,
  decidedAt: string,
): Promise<boolean> {
  const request = new UpdateCommand({
    TableName,
    Key: { approvalId },
    UpdateExpression: "SET decision = :decision, decidedAt = :decidedAt",
    ConditionExpression: "attribute_exists(approvalId) AND attribute_not_exists(decision)",
    ExpressionAttributeValues: { ":decision": decision, ":decidedAt": decidedAt },
  });
  try {
    await tables.send(request);
    return true;
  } catch (refusal) {
    if (refusal instanceof ConditionalCheckFailedException) return false;
    throw refusal;
  }
}

/** The workflow was not told: no decision has been made. */
export async function takeBack({ approvalId }: Question): Promise<void> {
  const UpdateExpression = "REMOVE decision, decidedAt";
  await tables.send(new UpdateCommand({ TableName, Key: { approvalId }, UpdateExpression }));
}
