namespace Garita.Cli.Tests.Harness;

/// <summary>A test that mounts a file system of its own: only root may, and not in every container.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class MountFactAttribute : FactAttribute
{
    private static readonly Lazy<bool> s_isPossible = new(Try);

    public MountFactAttribute()
    {
        if (!s_isPossible.Value)
        {
            Skip = "mounting a tmpfs is not permitted here (it needs root with CAP_SYS_ADMIN)";
        }
    }

    private static bool Try()
    {
        if (!Environment.IsPrivilegedProcess)
        {
            return false;
        }

        try
        {
            using Mount mount = Mount.Tmpfs("64k");
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }
}
