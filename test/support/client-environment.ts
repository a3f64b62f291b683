// What the AWS CLI and boto3 need to know of a region.

export function clientEnvironment(url: string): NodeJS.ProcessEnv {
  return {
    ...process.env,
    AWS_ENDPOINT_URL: url,
    AWS_REGION: "us-east-1",
    AWS_DEFAULT_REGION: "us-east-1",
    AWS_ACCESS_KEY_ID: "local",
    AWS_SECRET_ACCESS_KEY: "local",
    AWS_PAGER: "",
    // Clients of before 2025 look for `sync-127.0.0.1` whatever they are told, and find it by way of a proxy.
    AWS_DISABLE_HOST_PREFIX_INJECTION: "true",
    HTTP_PROXY: url,
    http_proxy: url,
    NO_PROXY: "",
  };
}
