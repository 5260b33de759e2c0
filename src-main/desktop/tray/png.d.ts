/** Pictures that the build puts into the program, as data URLs. */
declare module '*.png?inline' {
  const dataUrl: string
  // How the build hands a file over.
  // eslint-disable-next-line no-restricted-exports
  export default dataUrl
}
