/** Queues have addresses of their own: the account and the name. No bucket can be called as an account is. */
export const queuePath = /^\/\d{12}\/[^/]+\/?$/;
