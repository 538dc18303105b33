import { type ReactNode, useEffect, useRef } from "react";

type ModalProps = { isOpen: boolean; title: string; onClose: () => void; onOpened: () => void; children: ReactNode };

/** A dialog that keeps the focus, closes with Escape, and gives the focus back to whoever opened it. */
export function Modal({ isOpen, title, onClose, onOpened, children }: ModalProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const element = dialog.current;
    if (!element || element.open === isOpen) return;
    if (isOpen) {
      element.showModal();
      // The browser has chosen the first thing that takes it, as if the user had been there.
      element.focus();
      onOpened();
    } else {
      element.close();
    }
  }, [isOpen, onOpened]);
  return (
    <dialog ref={dialog} tabIndex={-1} onClose={onClose} aria-label={title}>
      {children}
    </dialog>
  );
}
