/**
 * Shows the picture of `id`, as sharp as the screen is, in one request: with `srcset` set first the
 * browser chooses once. Its source also runs as the page's inline script, like that of `newUuid`.
 */
export function showPicture(picture: HTMLImageElement, id: string): void {
  const url = `/api/v1_0/image_codes/${id}`;
  picture.dataset.id = id;
  picture.dataset.shownAt = String(Date.now());
  picture.srcset = `${url}?scale=2 2x`;
  picture.src = url;
}
