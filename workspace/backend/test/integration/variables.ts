/** Where the servers are that the tests may fill: said as to the back end, else as `caisson run` says it. */
export const variables = {
  ...process.env,
  POSTGRES_URL: process.env['POSTGRES_URL'] ?? process.env['CAISSON_POSTGRES_URL'],
  REDIS_URL: process.env['REDIS_URL'] ?? process.env['CAISSON_REDIS_URL'],
};
