/** A die with twenty sides, seen from where a number shows. */
export function Die({ className = '', value }: { className?: string; value?: number }) {
  return (
    <svg viewBox="0 0 48 48" className={className} aria-hidden="true">
      <path
        d="M24 2l19 11v22L24 46 5 35V13z"
        fill="#84201b"
        stroke="#e3ba63"
        strokeWidth="2"
        strokeLinejoin="round"
      />
      <path
        d="M24 13l11.5 19h-23zM24 2v11M5 13l19 0M43 13L24 13M5 13l7.5 19M43 13l-7.5 19M5 35l7.5-3M43 35l-7.5-3M24 46l-11.5-14M24 46l11.5-14"
        fill="none"
        stroke="#e3ba63"
        strokeWidth="1.4"
        strokeLinejoin="round"
      />
      {value === undefined ? null : (
        <text
          x="24"
          y="28.5"
          textAnchor="middle"
          fontSize="11"
          fontWeight="700"
          fill="#fbeecb"
          fontFamily="Alegreya Sans"
        >
          {value}
        </text>
      )}
    </svg>
  );
}
