'use client';
import { keepPreviousData } from '@tanstack/react-query';
import type { inferRouterInputs, inferRouterOutputs } from '@trpc/server';
import { useEffect, useRef, useState } from 'react';
import type { AppRouter } from '#server/routers/app';
import { newUuid } from '../captcha/uuid';
import { refusalIn } from '../failure';
import { leadToSignIn } from '../sign-in/destination';
import { trpc } from '../trpc';

export type View = Omit<inferRouterInputs<AppRouter>['ops']['figures'], 'look'>;
export type Figures = inferRouterOutputs<AppRouter>['ops']['figures'];

export const REFRESH_SECONDS = 10;

/**
 * The figures of a view, asked for again and again while the page is looked at. Who is not signed
 * in is led there, and back.
 */
export function useFigures(view: View) {
  // One opening of the page is one look in the audit log.
  const [look] = useState(newUuid);
  const figures = trpc.ops.figures.useQuery(
    { look, ...view },
    {
      refetchInterval: REFRESH_SECONDS * 1_000,
      retry: false,
      placeholderData: keepPreviousData,
      refetchOnReconnect: true,
    },
  );
  const isSignedOut = refusalIn(figures.error)?.reason === 'signed-out';
  useEffect(() => {
    if (isSignedOut) leadToSignIn();
  }, [isSignedOut]);
  // What was known stays on the page where it cannot be had anew, or a filter was mistyped.
  const known = useRef(figures.data);
  known.current = figures.data ?? known.current;
  return { ...figures, data: known.current };
}
