export function Loading() {
  return (
    <p className="opening" role="status">
      Opening the book…
    </p>
  );
}
