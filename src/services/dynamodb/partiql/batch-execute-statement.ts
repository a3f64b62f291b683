// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchExecuteStatement.html

import type { Json, JsonObject } from "../../../aws/json.ts";
import { ServiceError } from "../../../aws/service-error.ts";
import type { Table } from "../definitions/table.ts";
import { Capacity, type CapacityDetail, readUnits } from "../operations/capacity.ts";
import { writeItem } from "../operations/items/write-item.ts";
import { validationError } from "../refusals.ts";
import { consistentRead, returnConsumedCapacity } from "../requests/members.ts";
import { list, readRequest, required, structure } from "../requests/shape.ts";
import type { TableService } from "../table-service.ts";
import type { Item } from "../values/attribute-value.ts";
import { readStatement, statementMembers, type WrittenStatement } from "./parameters.ts";
import { readSingle, singleRead } from "./single-read.ts";
import type { Statement } from "./statement.ts";
import { writeOf } from "./write-statement.ts";

const mostStatements = 25;

const shape = structure({
  Statements: required(
    list(structure({ ...statementMembers, ConsistentRead: consistentRead }), { min: 1, max: mostStatements }),
  ),
  ReturnConsumedCapacity: returnConsumedCapacity,
});

interface Member extends WrittenStatement {
  readonly ConsistentRead: boolean | undefined;
  readonly ReturnValuesOnConditionCheckFailure: "ALL_OLD" | "NONE" | undefined;
}

/** Each statement by itself: what one of them is refused for stands in its place among the answers. */
export async function batchExecuteStatement(
  service: TableService,
  parameters: JsonObject,
): Promise<JsonObject> {
  const { Statements: members, ReturnConsumedCapacity: detail } = readRequest(shape, parameters);
  const capacities = new Map<Table, Capacity>();
  const responses: Json[] = [];
  for (const member of members) responses.push(await new BatchMember(service, member, capacities).answer());
  const consumed = describe(capacities, detail);
  return { Responses: responses, ...(consumed.length === 0 ? {} : { ConsumedCapacity: consumed }) };
}

function describe(capacities: ReadonlyMap<Table, Capacity>, detail: CapacityDetail): readonly JsonObject[] {
  return [...capacities.values()]
    .map((capacity) => capacity.describe(detail))
    .filter((each) => each !== undefined);
}

class BatchMember {
  readonly #service: TableService;
  readonly #member: Member;
  readonly #capacities: Map<Table, Capacity>;
  #tableName: string | undefined;

  constructor(service: TableService, member: Member, capacities: Map<Table, Capacity>) {
    this.#service = service;
    this.#member = member;
    this.#capacities = capacities;
  }

  async answer(): Promise<JsonObject> {
    try {
      const item = await this.#run(readStatement(this.#member));
      return this.#named(item === undefined ? {} : { Item: item as Json });
    } catch (problem) {
      if (!(problem instanceof ServiceError) || problem.status >= 500) throw problem;
      return this.#named({ Error: errorOf(problem) });
    }
  }

  #named(answer: JsonObject): JsonObject {
    return this.#tableName === undefined ? answer : { ...answer, TableName: this.#tableName };
  }

  async #run(statement: Statement): Promise<Item | undefined> {
    if (statement.type === "exists")
      throw validationError("EXISTS can only be used in ExecuteTransaction write requests.");
    this.#tableName = statement.table;
    if (statement.type === "select") return this.#read(statement);
    const write = writeOf(this.#service, statement);
    const isShown = this.#member.ReturnValuesOnConditionCheckFailure === "ALL_OLD";
    const change = await writeItem(this.#service, write, isShown);
    this.#capacityOf(write.table).addWrite(change);
    return write.returned(change);
  }

  async #read(statement: Extract<Statement, { readonly type: "select" }>): Promise<Item | undefined> {
    const read = singleRead(this.#service, statement);
    if (read === undefined) {
      throw validationError(
        "Select statements within BatchExecuteStatement must specify the primary key in the where clause.",
      );
    }
    const { item, bytes } = await readSingle(this.#service, read);
    this.#capacityOf(read.table).add(readUnits(bytes, this.#member.ConsistentRead));
    return item;
  }

  #capacityOf(table: Table): Capacity {
    const capacity = this.#capacities.get(table) ?? new Capacity(table);
    this.#capacities.set(table, capacity);
    return capacity;
  }
}

/** Errors within a batch have names of their own. */
function errorOf({ code, message, members }: ServiceError): JsonObject {
  const short = code === "ValidationException" ? "ValidationError" : code.replace(/Exception$/, "");
  return { Code: short, Message: message, ...(members as JsonObject) };
}
