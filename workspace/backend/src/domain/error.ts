/** A value that breaks a rule of the domain, with every violation found. */
export class DomainError extends Error {
  constructor(
    readonly subject: string,
    readonly problems: readonly string[],
  ) {
    super(`${subject}: ${problems.join('; ')}`);
    this.name = 'DomainError';
  }
}
