// The explorer's grid: curves beside their dials where there is room, one after the other where there is not.
import { css } from 'lit';

export const explorePageStyles = css`
  .whole {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 2.5rem;
    margin-block-start: 1.5rem;
  }
  section {
    margin-block-start: 3rem;
  }
  .rest > section:first-child {
    margin-block-start: 0;
  }
  h2 {
    margin-block-end: 0.6rem;
  }
  sw-size-slider {
    margin-block-start: 1rem;
  }
  .scenarios {
    margin-block-start: 1.25rem;
  }
  .scenarios ul {
    display: flex;
    flex-wrap: wrap;
    gap: 0.3rem 1.1rem;
    list-style: none;
    margin: 0.3rem 0 0;
    padding: 0;
  }
  .scenarios [aria-current] {
    font-weight: 600;
    text-decoration: none;
  }
  .scenario {
    display: flex;
    flex-wrap: wrap;
    gap: 0.5rem 1.5rem;
    align-items: center;
    justify-content: space-between;
    margin-block-start: 1rem;
  }
  @media (min-width: 64rem) {
    .whole {
      grid-template-columns: minmax(0, 1fr) 17rem;
      grid-template-areas: 'curves dials' 'rest dials';
      column-gap: 3rem;
    }
    .curves {
      grid-area: curves;
    }
    .rest {
      grid-area: rest;
    }
    .dials {
      grid-area: dials;
      align-self: start;
      position: sticky;
      inset-block-start: 1rem;
      max-height: calc(100vh - 2rem);
      overflow-y: auto;
      padding-inline: 0.25rem 0.75rem;
    }
  }
`;
