using System.Globalization;

namespace Garita.Rollouts.Gates;

/// <summary>What a gate found, with the numbers that made it so.</summary>
/// <param name="Finding">What.</param>
/// <param name="Stratum">Whose devices decided it.</param>
/// <param name="Tally">Their numbers.</param>
/// <param name="Score">How strong the evidence is: the natural logarithm of the likelihood ratio.</param>
/// <param name="Needed">How strong it must be.</param>
public sealed record GateJudgement(GateFinding Finding, string Stratum, Tally Tally, double Score, double Needed)
{
    /// <summary>One sentence for people, with how often the release fails.</summary>
    public override string ToString() => $"{Words()}; {FailureRate.Of(Tally)}";

    private string Words() => Finding switch
    {
        GateFinding.Bad => Format(
            $"{Stratum}: {Tally.Bad} of {Tally.Started} devices failed; evidence {Score:0.00} reaches {Needed:0.00}"),
        GateFinding.Good => Format(
            $"{Stratum}: {Tally.Good} good, {Tally.Bad} bad; evidence {Score:0.00} reaches {Needed:0.00}"),
        GateFinding.Undecided => Format(
            $"{Stratum}: {Tally.Good} good, {Tally.Bad} bad, {Tally.Pending} open; ")
            + Format($"evidence {Score:0.00} of {Needed:0.00} needed"),
    };

    private static string Format(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
