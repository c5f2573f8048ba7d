namespace Garita.Rollouts.Planning;

/// <summary>Where a device that was offered a release stands.</summary>
public enum DeviceStage
{
    /// <summary>Offered; it has not answered.</summary>
    Offered,

    /// <summary>It began.</summary>
    Started,

    /// <summary>It activated the release and is watched.</summary>
    Activated,

    /// <summary>It will be offered it again.</summary>
    Waiting,

    /// <summary>It has the release and was judged good.</summary>
    Done,

    /// <summary>It was judged bad, and will not be offered it again.</summary>
    Failed,

    /// <summary>It is out of this rollout by nobody's fault.</summary>
    Left,

    /// <summary>It is offered the way back.</summary>
    Returning,

    /// <summary>It took the way back.</summary>
    Returned,

    /// <summary>It did not take the way back.</summary>
    NotReturned,
}
