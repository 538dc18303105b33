import { useEffect, useState } from "react";
import type { Failure } from "../hooks/failure.ts";
import { told } from "./failureWords.ts";

/** Why there is no answer, and a way to ask again as soon as that makes sense. */
export function Failed({ failure, onRetry }: { failure: Failure; onRetry: () => void }) {
  const { words, again } = told(failure);
  const seconds = useSecondsUntil(failure.retryAt);
  return (
    <div className="failed">
      <div role="alert">
        <p>{words}</p>
        <p className="small">
          {failure.code && <code>{failure.code}</code>} {failure.message}
        </p>
      </div>
      {again && (
        <button type="button" onClick={onRetry} disabled={seconds > 0}>
          {seconds > 0 ? (
            <>
              Try again in <span role="timer">{seconds} s</span>
            </>
          ) : (
            "Try again"
          )}
        </button>
      )}
    </div>
  );
}

/** Return the whole seconds left, counting down to 0. */
function useSecondsUntil(at: number | null): number {
  const left = () => (at === null ? 0 : Math.max(0, Math.ceil((at - Date.now()) / 1000)));
  const [seconds, setSeconds] = useState(left);
  useEffect(() => {
    setSeconds(left());
    if (at === null) return;
    const timer = setInterval(() => {
      setSeconds(left());
      if (left() === 0) clearInterval(timer);
    }, 250);
    return () => clearInterval(timer);
  }, [at]);
  return seconds;
}
