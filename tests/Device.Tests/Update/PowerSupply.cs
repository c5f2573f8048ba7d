namespace Garita.Device.Tests.Update;

/// <summary>
/// Counts what changes storage and, at chosen counts, cuts the power or lets the operation fail. Every region of one
/// device hangs on the same supply.
/// </summary>
internal sealed class PowerSupply(CutKind kind, int seed, params int[] cuts)
{
    private readonly Queue<int> _cuts = new(cuts);

    public CutKind Kind => kind;

    public Random Chance { get; } = new(seed);

    public int Operations { get; private set; }

    public int CutsDone { get; private set; }

    /// <summary>Whether this operation is the one; a cut is used up by asking.</summary>
    public bool IsNow()
    {
        Operations++;
        if (!_cuts.TryPeek(out int next) || Operations < next)
        {
            return false;
        }

        _cuts.Dequeue();
        CutsDone++;
        return true;
    }
}
