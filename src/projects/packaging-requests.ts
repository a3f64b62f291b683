// Loaded first into the process that packages a serverless project. The framework's version 3 and many plugins ask AWS by its SDK 2,
// which knows no AWS_ENDPOINT_URL: what they ask goes to the region as well.

import { redirectRequests } from "../services/lambda/environment/requests-to-aws.ts";

const { AWS_ENDPOINT_URL: endpoint } = process.env;
// The project's Node.js may be an older one.
const canRedirect = (process as Partial<NodeJS.Process>).getBuiltinModule !== undefined;
if (canRedirect && endpoint?.startsWith("http:") === true) redirectRequests(new URL(endpoint));
