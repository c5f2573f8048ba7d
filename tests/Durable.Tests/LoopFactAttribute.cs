namespace Garita.Durable.Tests;

/// <summary>A test on a block device: needs root and a kernel that gives loop devices, as most containers do not.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class LoopFactAttribute : FactAttribute
{
    public LoopFactAttribute()
    {
        if (LoopDevice.Missing is { } missing)
        {
            Skip = missing;
        }
    }
}
