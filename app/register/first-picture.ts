import { newUuid } from './uuid';

/** Runs inside the static page, before the bundle is there. */
function showFirstPicture(makeId: () => string): void {
  if (location.hash) return; // a later step, which has no picture
  const picture = document.getElementById('captcha-picture') as HTMLImageElement;
  const id = makeId();
  picture.dataset.id = id;
  picture.src = `/api/v1_0/image_codes/${id}`;
}

/** Shows the first picture while the rest of the page still loads. */
export const FIRST_PICTURE_SCRIPT = `(${showFirstPicture})(${newUuid})`;
