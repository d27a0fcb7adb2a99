import { showPicture } from './show-picture';
import { newUuid } from './uuid';

/** Runs inside the static page, before the bundle is there. */
function showFirstPicture(makeId: typeof newUuid, show: typeof showPicture): void {
  if (location.hash) return; // a later step, which has no picture
  show(document.getElementById('captcha-picture') as HTMLImageElement, makeId());
}

/** Shows the first picture while the rest of the page still loads. */
export const FIRST_PICTURE_SCRIPT = `(${showFirstPicture})(${newUuid}, ${showPicture})`;
