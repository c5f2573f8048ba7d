namespace Garita.Broker.Access.Parsing;

/// <summary>Finds the word that was probably meant.</summary>
internal static class Spelling
{
    // A longer word is no slip of a keyword; also bounds the work.
    private const int LongestSlip = 16;

    /// <summary><c>; did you mean 'x'?</c> for the nearest of the known words, or nothing if none is near.</summary>
    public static string Hint(string word, params ReadOnlySpan<string> known)
    {
        if (word.Length > LongestSlip)
        {
            return string.Empty;
        }

        string? nearest = null;
        int best = word.Length < 5 ? 2 : 3;
        foreach (string candidate in known)
        {
            int distance = Distance(word.ToLowerInvariant(), candidate);
            if (distance < best)
            {
                (nearest, best) = (candidate, distance);
            }
        }

        return nearest is null ? string.Empty : $"; did you mean '{nearest}'?";
    }

    /// <summary>The fewest letters to put in, leave out, change or swap with a neighbour.</summary>
    private static int Distance(string from, string to)
    {
        int[,] cost = new int[from.Length + 1, to.Length + 1];
        for (int i = 0; i <= from.Length; i++)
        {
            for (int j = 0; j <= to.Length; j++)
            {
                cost[i, j] = i == 0 || j == 0 ? i + j : Cheapest(cost, from, to, i, j);
            }
        }

        return cost[from.Length, to.Length];
    }

    private static int Cheapest(int[,] cost, string from, string to, int i, int j)
    {
        int change = cost[i - 1, j - 1] + (from[i - 1] == to[j - 1] ? 0 : 1);
        int best = Math.Min(change, Math.Min(cost[i - 1, j], cost[i, j - 1]) + 1);
        bool swapped = i > 1 && j > 1 && from[i - 1] == to[j - 2] && from[i - 2] == to[j - 1];
        return swapped ? Math.Min(best, cost[i - 2, j - 2] + 1) : best;
    }
}
