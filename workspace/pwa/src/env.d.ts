interface ImportMetaEnv {
  /** `mirage`: the page answers its own API calls. */
  readonly PUBLIC_API?: string;
  /** The API's origin, where it does not follow from the page's. */
  readonly PUBLIC_API_ORIGIN?: string;
}
