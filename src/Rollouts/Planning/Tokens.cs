using Garita.Rollouts.Definitions;

namespace Garita.Rollouts.Planning;

/// <summary>
/// Two buckets that fill with time: offers, and the bytes that they cause. Offers that are made again may take the
/// second one below zero; then new ones wait.
/// </summary>
internal static class Tokens
{
    // What may come at once after a quiet time.
    private static readonly TimeSpan Burst = TimeSpan.FromSeconds(10);

    public static RolloutState Fill(RolloutDefinition definition, RolloutState state, PlanInput input)
    {
        if (state.Status != RolloutStatus.Running)
        {
            return state;
        }

        // A clock that was set back must neither fill nor drain anything.
        TimeSpan passed = state.TokensAt is { } at && input.Now > at ? input.Now - at : TimeSpan.Zero;
        double offersMost = Math.Max(1, definition.Pace.PerMinute * Burst.TotalMinutes);
        double bytesMost = Math.Max(input.PayloadBytes, (definition.Pace.BytesPerSecond ?? 0) * Burst.TotalSeconds);
        bool isFirst = state.TokensAt is null;
        return state with
        {
            TokensAt = input.Now,
            OfferTokens = isFirst
                ? offersMost
                : Math.Min(offersMost, state.OfferTokens + (passed.TotalMinutes * definition.Pace.PerMinute)),
            ByteTokens = isFirst
                ? bytesMost
                : Math.Min(
                    bytesMost, state.ByteTokens + (passed.TotalSeconds * (definition.Pace.BytesPerSecond ?? 0))),
        };
    }

    public static RolloutState Take(RolloutState state, long payloadBytes) => state with
    {
        OfferTokens = state.OfferTokens - 1,
        ByteTokens = state.ByteTokens - payloadBytes,
    };

    public static long OffersByBytes(RolloutDefinition definition, RolloutState state, long payloadBytes) =>
        definition.Pace.BytesPerSecond is null || payloadBytes == 0
            ? long.MaxValue
            : (long)Math.Floor(state.ByteTokens / payloadBytes);
}
