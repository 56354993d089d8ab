/*
 * Copying between an image and bytes of the CPU's, with everything that takes made and ended at once: it is for looking at a
 * few images, not for speed.
 */
#pragma once

#include "vulkan-shim.h"

/* Longer than this no copy takes, in nanoseconds. */
#define CVULKAN_PATIENCE UINT64_C(3000000000)

/* What a copy is made with. */
struct cvulkan_copying {
  VkBuffer buffer;
  VkDeviceMemory memory;
  VkCommandPool pool;
  VkCommandBuffer commands;
  VkFence fence;
  void *bytes;
};

static inline void cvulkan_end_copying(const struct cvulkan_device *device, struct cvulkan_copying *copying) {
  device->DestroyFence(device->device, copying->fence, NULL);
  device->DestroyCommandPool(device->device, copying->pool, NULL);
  device->DestroyBuffer(device->device, copying->buffer, NULL);
  /* Mapped memory is unmapped with it. */
  device->FreeMemory(device->device, copying->memory, NULL);
}

/* A buffer that the CPU sees; `kinds` has the VkMemoryPropertyFlags of each memory type. */
static inline VkResult cvulkan_make_buffer(
    const struct cvulkan_device *device, const uint32_t *kinds, uint32_t kind_count, VkDeviceSize size,
    struct cvulkan_copying *copying) {
  const uint32_t wanted = VK_MEMORY_PROPERTY_HOST_VISIBLE_BIT | VK_MEMORY_PROPERTY_HOST_COHERENT_BIT;
  VkBufferCreateInfo info = {
      .sType = VK_STRUCTURE_TYPE_BUFFER_CREATE_INFO,
      .size = size,
      .usage = VK_BUFFER_USAGE_TRANSFER_SRC_BIT | VK_BUFFER_USAGE_TRANSFER_DST_BIT};
  VkResult result = device->CreateBuffer(device->device, &info, NULL, &copying->buffer);
  if (result != VK_SUCCESS) return result;
  VkMemoryRequirements needed;
  device->GetBufferMemoryRequirements(device->device, copying->buffer, &needed);
  VkMemoryAllocateInfo memory = {.sType = VK_STRUCTURE_TYPE_MEMORY_ALLOCATE_INFO, .allocationSize = needed.size};
  while (memory.memoryTypeIndex < kind_count &&
         ((needed.memoryTypeBits >> memory.memoryTypeIndex & 1) == 0 ||
             (kinds[memory.memoryTypeIndex] & wanted) != wanted))
    ++memory.memoryTypeIndex;
  /* Vulkan promises one. */
  if (memory.memoryTypeIndex == kind_count) return VK_ERROR_FEATURE_NOT_PRESENT;
  result = device->AllocateMemory(device->device, &memory, NULL, &copying->memory);
  if (result == VK_SUCCESS) result = device->BindBufferMemory(device->device, copying->buffer, copying->memory, 0);
  if (result == VK_SUCCESS)
    result = device->MapMemory(device->device, copying->memory, 0, VK_WHOLE_SIZE, 0, &copying->bytes);
  return result;
}

/* Takes the image over from whoever does not speak Vulkan, copies, and gives it back. */
static inline void cvulkan_record_copy(
    const struct cvulkan_device *device, const struct cvulkan_copying *copying, VkImage image,
    const VkBufferImageCopy *regions, uint32_t count, bool is_read) {
  VkImageMemoryBarrier taken = {
      .sType = VK_STRUCTURE_TYPE_IMAGE_MEMORY_BARRIER,
      .dstAccessMask = is_read ? VK_ACCESS_TRANSFER_READ_BIT : VK_ACCESS_TRANSFER_WRITE_BIT,
      .oldLayout = VK_IMAGE_LAYOUT_GENERAL,
      .newLayout = VK_IMAGE_LAYOUT_GENERAL,
      .srcQueueFamilyIndex = device->foreign,
      .dstQueueFamilyIndex = 0,
      .image = image,
      .subresourceRange = {VK_IMAGE_ASPECT_COLOR_BIT, 0, 1, 0, 1}};
  VkImageMemoryBarrier given = taken;
  given.srcAccessMask = taken.dstAccessMask;
  given.dstAccessMask = 0;
  given.srcQueueFamilyIndex = 0;
  given.dstQueueFamilyIndex = device->foreign;
  VkMemoryBarrier seen = {
      .sType = VK_STRUCTURE_TYPE_MEMORY_BARRIER,
      .srcAccessMask = VK_ACCESS_TRANSFER_WRITE_BIT,
      .dstAccessMask = VK_ACCESS_HOST_READ_BIT};
  device->CmdPipelineBarrier(copying->commands, VK_PIPELINE_STAGE_TOP_OF_PIPE_BIT, VK_PIPELINE_STAGE_TRANSFER_BIT, 0, 0,
      NULL, 0, NULL, 1, &taken);
  if (is_read)
    device->CmdCopyImageToBuffer(
        copying->commands, image, VK_IMAGE_LAYOUT_GENERAL, copying->buffer, count, regions);
  else
    device->CmdCopyBufferToImage(
        copying->commands, copying->buffer, image, VK_IMAGE_LAYOUT_GENERAL, count, regions);
  device->CmdPipelineBarrier(copying->commands, VK_PIPELINE_STAGE_TRANSFER_BIT,
      VK_PIPELINE_STAGE_HOST_BIT | VK_PIPELINE_STAGE_BOTTOM_OF_PIPE_BIT, 0, 1, &seen, 0, NULL, 1, &given);
}

/*
 * Copies between an image's planes and `size` bytes, and waits until that is done. VK_TIMEOUT for a device that does not
 * finish: what it was given then stays, for it may still use that. Not for two threads at once on one device.
 */
static inline VkResult cvulkan_copy(
    const struct cvulkan_device *device, const uint32_t *kinds, uint32_t kind_count, VkImage image,
    const VkBufferImageCopy *regions, uint32_t region_count, bool is_read, void *bytes, size_t size) {
  struct cvulkan_copying copying = {0};
  VkCommandPoolCreateInfo pool = {.sType = VK_STRUCTURE_TYPE_COMMAND_POOL_CREATE_INFO};
  VkCommandBufferAllocateInfo commands = {
      .sType = VK_STRUCTURE_TYPE_COMMAND_BUFFER_ALLOCATE_INFO, .commandBufferCount = 1};
  VkCommandBufferBeginInfo begin = {
      .sType = VK_STRUCTURE_TYPE_COMMAND_BUFFER_BEGIN_INFO, .flags = VK_COMMAND_BUFFER_USAGE_ONE_TIME_SUBMIT_BIT};
  VkFenceCreateInfo fence = {.sType = VK_STRUCTURE_TYPE_FENCE_CREATE_INFO};
  VkSubmitInfo work = {
      .sType = VK_STRUCTURE_TYPE_SUBMIT_INFO, .commandBufferCount = 1, .pCommandBuffers = &copying.commands};
  VkQueue queue = NULL;
  device->GetDeviceQueue(device->device, 0, 0, &queue);
  VkResult result = cvulkan_make_buffer(device, kinds, kind_count, size, &copying);
  if (result == VK_SUCCESS) result = device->CreateCommandPool(device->device, &pool, NULL, &copying.pool);
  commands.commandPool = copying.pool;
  if (result == VK_SUCCESS) result = device->AllocateCommandBuffers(device->device, &commands, &copying.commands);
  if (result == VK_SUCCESS) result = device->CreateFence(device->device, &fence, NULL, &copying.fence);
  if (result == VK_SUCCESS) result = device->BeginCommandBuffer(copying.commands, &begin);
  if (result == VK_SUCCESS) {
    if (!is_read) memcpy(copying.bytes, bytes, size);
    cvulkan_record_copy(device, &copying, image, regions, region_count, is_read);
    result = device->EndCommandBuffer(copying.commands);
  }
  if (result == VK_SUCCESS) result = device->QueueSubmit(queue, 1, &work, copying.fence);
  if (result == VK_SUCCESS) {
    result = device->WaitForFences(device->device, 1, &copying.fence, VK_TRUE, CVULKAN_PATIENCE);
    if (result == VK_TIMEOUT) return result;
    if (result == VK_SUCCESS && is_read) memcpy(bytes, copying.bytes, size);
  }
  cvulkan_end_copying(device, &copying);
  return result;
}
