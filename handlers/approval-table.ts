// The questions that approve-warning waits on, each with its task token, in the table `approvals`.

import { ConditionalCheckFailedException, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import {
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  UpdateCommand,
  type UpdateCommandInput,
} from "@aws-sdk/lib-dynamodb";
import type { Question } from "../src/weather/approvals.ts";
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
export async function decideOnce({ approvalId, decision, decidedAt }: Question): Promise<boolean> {
  try {
    await change(approvalId, {
      UpdateExpression: "SET decision = :decision, decidedAt = :decidedAt",
      ConditionExpression: "attribute_exists(approvalId) AND attribute_not_exists(decision)",
      ExpressionAttributeValues: { ":decision": decision, ":decidedAt": decidedAt },
    });
    return true;
  } catch (refusal) {
    if (refusal instanceof ConditionalCheckFailedException) return false;
    throw refusal;
  }
}

/** The workflow has been told, whether it heard of it or had stopped waiting: nobody needs the token any more. */
export async function letGo({ approvalId }: Question, isHeard: boolean): Promise<void> {
  const UpdateExpression = "SET isHeard = :isHeard REMOVE taskToken";
  await change(approvalId, { UpdateExpression, ExpressionAttributeValues: { ":isHeard": isHeard } });
}

/** The workflow was not told: no decision has been made. */
export async function takeBack({ approvalId }: Question): Promise<void> {
  await change(approvalId, { UpdateExpression: "REMOVE decision, decidedAt" });
}

async function change(approvalId: string, of: Omit<UpdateCommandInput, "TableName" | "Key">): Promise<void> {
  await tables.send(new UpdateCommand({ TableName, Key: { approvalId }, ...of }));
}
